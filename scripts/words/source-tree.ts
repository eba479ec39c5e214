import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parseSync } from 'vite';

/** A node of a syntax tree (ESTree, with TypeScript's and JSX's nodes), as far as it is looked at here. */
export interface Node {
  type: string;
  start: number;
  end: number;
  [part: string]: unknown;
}

export interface Source {
  /** From the repository's root, with slashes. */
  path: string;
  text: string;
  program: Node;
}

export const isNode = (part: unknown): part is Node =>
  typeof part === 'object' && part !== null && 'type' in part && typeof part.type === 'string';

/** A part of a node as nodes: an argument list, a callee, or nothing. */
export const nodesIn = (part: unknown): Node[] => (Array.isArray(part) ? part : [part]).filter(isNode);

/** Something found in a source. */
export interface Literal {
  /** `path:line`. */
  place: string;
  text: string;
}

/** The text of a piece of a template; none if it is only read raw, as in a regular expression. */
export function pieceOf({ value }: Node): string {
  return typeof value === 'object' && value !== null && 'cooked' in value ? String(value.cooked ?? '') : '';
}

/** A node's name: `console.warn`, `aria-label`, `title`; empty if it has none. */
export function nameOf(node: unknown): string {
  if (!isNode(node)) return '';
  if (node.type === 'MemberExpression') return `${nameOf(node.object)}.${nameOf(node.property)}`;
  return String(node.name ?? node.value ?? '');
}

export function parseSource(path: string, text: string): Source {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`);
  const tree: unknown = program;
  if (!isNode(tree)) throw new Error(`${path} has no syntax tree`);
  return { path, text, program: tree };
}

/** The nodes directly below, in the order of the text. */
export function childrenOf(node: Node): Node[] {
  return Object.values(node)
    .flatMap(nodesIn)
    .sort((one, other) => one.start - other.start);
}

/** Visits a node and everything below; `enter` returns false to leave out what is below. */
export function walk(node: Node, enter: (node: Node) => boolean): void {
  if (!enter(node)) return;
  for (const child of childrenOf(node)) walk(child, enter);
}

export const lineOf = ({ text }: Source, { start }: Node): number => text.slice(0, start).split('\n').length;

const isProgramText = (name: string): boolean =>
  /\.tsx?$/.test(name) && !/\.(test|d)\.tsx?$/.test(name) && !name.split(sep).includes('testing');

const read = (root: string, file: string): Source =>
  parseSource(relative(root, file).split(sep).join('/'), readFileSync(file, 'utf8'));

/** Every source of the given folders that is part of the program: no tests, no declarations. */
function sourcesIn(root: string, folder: string): Source[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return names
    .filter(isProgramText)
    .sort()
    .map((name) => read(root, join(root, folder, name)));
}

/** All code that can show something: both apps, what they share, and what their pages are built from. */
export function shownSources(root: string): Source[] {
  const folders = ['apps/desktop/src', 'apps/admin/src', 'packages/ui/src'];
  const builds = [
    'apps/admin/vite.config.ts',
    'apps/desktop/vite.web.config.ts',
    'apps/desktop/electron.vite.config.ts',
  ];
  return [
    ...folders.flatMap((folder) => sourcesIn(root, folder)),
    ...builds.map((file) => read(root, join(root, file))),
  ];
}

/** The catalogues of texts for operators, and the demo's names of things. */
const HAS_WORDS = /^server\/src\/(words|demo)\//;

/** What decides, syncs, answers programs and works for operators: it tells codes and parameters, or takes its texts from a catalogue. */
export const decidingSources = (root: string): Source[] =>
  ['packages/domain/src', 'packages/sync/src', 'server/src']
    .flatMap((folder) => sourcesIn(root, folder))
    .filter(({ path }) => !HAS_WORDS.test(path));
