import { expect, test } from 'vitest';
import { z } from 'zod';
import { bounded } from './bounded-input.ts';

const schema = bounded(z.object({ ids: z.array(z.string()), rest: z.unknown().optional() })) as unknown as {
  parse: (value: unknown) => unknown;
};

test('what fits is parsed', () => {
  expect(schema.parse({ ids: ['a'], more: 1 })).toEqual({ ids: ['a'] });
});

test('a refusal names the first three issues and counts the rest', () => {
  const tried = () => schema.parse({ ids: Array(1_000).fill(0) });
  expect(tried).toThrow(/^ids\.0: invalid_type; ids\.1: invalid_type; ids\.2: invalid_type; and 997 more$/);
});

test.each([
  ['wide', { ids: Array(60_001).fill(0) }],
  ['wide, of empty lists', { ids: [], rest: Array.from({ length: 60_001 }, () => []) }],
  ['wide in several places', { ids: Array(30_001).fill('a'), rest: Array(30_000).fill(0) }],
])('more than anything takes, %s, is refused before it is looked at', (_how, value) => {
  expect(() => schema.parse(value)).toThrow('input: too_many_values');
});

test('a deep value counts only by its leaves', () => {
  const deep = JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`) as unknown;
  expect(() => schema.parse({ ids: [], rest: deep })).not.toThrow();
});
