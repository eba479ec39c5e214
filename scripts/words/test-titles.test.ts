import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import {
  childrenOf,
  type Literal,
  lineOf,
  type Node,
  nameOf,
  nodesIn,
  parseSource,
  pieceOf,
  type Source,
} from './source-tree.ts';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Verbs with which a title begins that leaves its subject to a `describe`: it says nothing in a list of failures. */
const LACKS_SUBJECT = new RegExp(
  `^(and|that|${[
    'is are does has have takes keeps says gives leaves names tells shows gets asks makes reads counts opens holds ends changes',
    'writes can cannot lets saves refuses finds goes waits sends puts fails decides answers removes loses begins tries still',
    'stays moves knows deletes continues works survives stops seals renews passes needs looks locks hands follows closes',
    'brings approves wipes treats replays replaces reaches offers may ignores hears happens fetches do dismisses corrects clears',
    'checks bypasses binds belongs believes understands turns touches throws suggests streams stores serves sells sees reports',
    'repeats rejects purges pulls publishes prints points never lists lifts learns judges joins installs imports hides',
    'forgets drops drains doubles discards compares carries builds allows agrees adds',
  ]
    .join(' ')
    .replaceAll(' ', '|')}) `,
);

function isTest(callee: Node): boolean {
  if (callee.type === 'Identifier') return /^(it|test)$/.test(nameOf(callee));
  const [inner] = nodesIn(callee.callee ?? callee.object ?? callee.tag);
  return inner !== undefined && isTest(inner);
}

/** The text up to its first value. */
function titleOf(node: Node): string | null {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : null;
  const [first] = node.type === 'TemplateLiteral' ? nodesIn(node.quasis) : [];
  return first === undefined ? null : pieceOf(first);
}

function titlesIn(source: Source): Literal[] {
  const found: Literal[] = [];
  const visit = (node: Node): void => {
    const [callee] = nodesIn(node.callee);
    const [title] = nodesIn(node.arguments);
    if (node.type === 'CallExpression' && callee !== undefined && title !== undefined && isTest(callee)) {
      const text = titleOf(title);
      if (text !== null) found.push({ place: `${source.path}:${lineOf(source, title)}`, text });
    }
    for (const child of childrenOf(node)) visit(child);
  };
  visit(source.program);
  return found;
}

const inCode = (text: string) => titlesIn(parseSource('planted.test.ts', text)).map((found) => found.text);

test('every test is named by a sentence with a subject, so that its name alone says what failed', () => {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const files = listed
    .split('\n')
    .filter((file) => /(\.(test|spec|e2e)\.tsx?|\/testing\/acceptance\/[\w-]+\.ts)$/.test(file));
  const titles = files.flatMap((file) => titlesIn(parseSource(file, readFileSync(join(ROOT, file), 'utf8'))));
  expect(titles.length).toBeGreaterThan(2_000);
  const lacking = titles.filter(({ text }) => LACKS_SUBJECT.test(text)).map(({ place, text }) => `${place}: ${text}`);
  expect(lacking).toEqual([]);
});

test('the search for titles finds those of single tests, of tables and of templates, and none of a group', () => {
  expect(inCode("it('keeps it', () => {})")).toEqual(['keeps it']);
  expect(inCode("it.each([1])('keeps %i', () => {})")).toEqual(['keeps %i']);
  expect(inCode(`test(\`keeps \${name}\`, () => {})`)).toEqual(['keeps ']);
  expect(inCode("describe('keeps', () => {})")).toEqual([]);
  expect(inCode("pattern.test('keeps it')")).toEqual([]);
});
