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
  typeof part === 'object' && part !== null && typeof (part as Node).type === 'string';

/** Something found in a source. */
export interface Literal {
  /** `path:line`. */
  place: string;
  text: string;
}

/** What a node is called: `console.warn`, `aria-label`, `title`; empty where it has no name. */
export function nameOf(node: unknown): string {
  if (!isNode(node)) return '';
  if (node.type === 'MemberExpression') return `${nameOf(node.object)}.${nameOf(node.property)}`;
  return String(node.name ?? node.value ?? '');
}

export function parseSource(path: string, text: string): Source {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`);
  return { path, text, program: program as unknown as Node };
}

/** The nodes directly below, in the order of the text. */
export function childrenOf(node: Node): Node[] {
  return Object.values(node)
    .flatMap((part) => (Array.isArray(part) ? part : [part]))
    .filter(isNode)
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

/** Every source of the given folders that is part of the program: no tests, no declarations. */
export function sourcesIn(root: string, folders: readonly string[]): Source[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter(isProgramText)
      .sort()
      .map((name) => join(root, folder, name))
      .map((file) => parseSource(relative(root, file).split(sep).join('/'), readFileSync(file, 'utf8'))),
  );
}
