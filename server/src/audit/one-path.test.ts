import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';

const SOURCE = join(import.meta.dirname, '..');

const sources = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .map((path) => ({ path: relative('.', path), text: readFileSync(join(SOURCE, path), 'utf8') }));

/** An entry that is written by hand can leave out who did it, or be of an action that nobody may do. */
test('the audit log is written from one room: actions by perform, commands by the decisions on them', () => {
  const writers = sources.filter(({ text }) => /\.audit\(/.test(text)).map(({ path }) => path);
  expect(writers.sort()).toEqual(['audit/audit-decision.ts', 'audit/perform.ts']);
});
