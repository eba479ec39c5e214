import { expect, it } from 'vitest';
import { z } from 'zod';
import { discountRequestSchema } from './discount-request.ts';
import { knownIn, openEnum } from './open-enum.ts';
import { strictly } from './strictly.ts';

const LETTERS = ['a', 'b'] as const;
const letter = openEnum(LETTERS);

it('a reader takes a value that it does not know, and keeps it', () => {
  expect(letter.parse('a')).toBe('a');
  expect(letter.parse('of a later version')).toBe('of a later version');
  for (const nonsense of ['', 'x'.repeat(61), 7, null]) expect(letter.safeParse(nonsense).success).toBe(false);
});

it.each<[string, (one: z.ZodType) => z.ZodType, (value: string) => unknown]>([
  ['an enum', (one) => one, (value) => value],
  ['an object', (one) => z.object({ one }), (one) => ({ one })],
  ['a list', (one) => z.array(one), (one) => [one]],
  ['a record', (one) => z.record(z.string(), one), (one) => ({ one })],
  ['what may be null', (one) => one.nullable(), (one) => one],
  ['what may be absent', (one) => z.object({ one: one.nullish() }), (one) => ({ one })],
  ['a union', (one) => z.union([z.int(), one]), (one) => one],
  ['what has a default', (one) => z.object({ one: one.default('a') }), (one) => ({ one })],
  ['a transformed value', (one) => one.transform((value) => value), (one) => one],
])('a writer is held to the values that it knows in %s', (_what, within, value) => {
  const schema = within(letter);
  expect(schema.safeParse(value('later')).success).toBe(true);
  expect(strictly(schema).safeParse(value('later')).success).toBe(false);
  expect(strictly(schema).safeParse(value('b')).success).toBe(true);
});

it('limits stay what they are', () => {
  const schema = z.object({ list: z.array(letter).min(1).max(2) }).refine(({ list }) => list[0] === 'a');
  const takes = (list: string[]) => strictly(schema).safeParse({ list }).success;
  expect([['a'], ['a', 'b'], [], ['a', 'b', 'a'], ['b']].map(takes)).toEqual([true, true, false, false, false]);
});

it('no value of a request is open to whoever writes it', () => {
  const open: string[] = [];
  const walk = (schema: z.core.$ZodType, place: string): void => {
    if (knownIn(schema) !== null) open.push(place);
    const { def } = (schema as z.core.$ZodTypes)._zod;
    if (def.type === 'object') for (const [name, field] of Object.entries(def.shape)) walk(field, `${place}.${name}`);
    if (def.type === 'array') walk(def.element, `${place}[]`);
    if (def.type === 'nullable' || def.type === 'optional') walk(def.innerType, place);
  };
  walk(discountRequestSchema, '');
  expect(open).toContain('.status');
  expect(open).toContain('.steps[].by.role');
  open.length = 0;
  walk(strictly(discountRequestSchema), '');
  expect(open).toEqual([]);
});
