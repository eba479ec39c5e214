import { expect, it } from 'vitest';
import { z } from 'zod';
import { commandArgsSchemas } from './command.ts';
import { customerSchema } from './customer.ts';
import { discountRequestSchema } from './discount-request.ts';
import { openEnum, takesLater } from './open-enum.ts';
import { productSchema } from './product.ts';
import { pullInputSchema } from './pull.ts';
import { pushInputSchema } from './push.ts';
import { referenceSchema } from './reference.ts';
import { loginInputSchema, refreshInputSchema, reportWipeInputSchema } from './session.ts';
import { streamInputSchema } from './stream.ts';
import { strictly } from './strictly.ts';
import { reportUnreadableInputSchema } from './unreadable.ts';

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

type Walked = z.core.$ZodType | readonly z.core.$ZodType[] | Record<string, z.core.$ZodType>;
const isSchema = (value: unknown): value is z.core.$ZodType =>
  typeof value === 'object' && value !== null && '_zod' in value;

/** Finds open schemas, through whatever they are composed of. */
function openIn(walked: Walked, place = ''): string[] {
  if (!isSchema(walked)) return Object.entries(walked).flatMap(([name, part]) => openIn(part, `${place}.${name}`));
  if (takesLater(walked)) return [place];
  const parts = Object.entries(walked._zod.def).filter(([name, part]) => {
    const isGroup = (name === 'shape' || name === 'options' || name === 'items') && part !== null;
    return isGroup || isSchema(part);
  });
  return parts.flatMap(([, part]) => {
    // The name of a field belongs to its place, the number of an option does not.
    const within = Array.isArray(part) ? part.map((one) => openIn(one, place)) : [openIn(part as Walked, place)];
    return within.flat();
  });
}

it.each(Object.entries({ discountRequestSchema, customerSchema, productSchema, referenceSchema }))(
  'no value of %s is open to whoever writes it',
  (_name, schema) => {
    expect(openIn(strictly(schema))).toEqual([]);
  },
);

it('a request is open to whoever reads it', () => {
  expect(openIn(discountRequestSchema)).toEqual(expect.arrayContaining(['.status', '.steps.by.role']));
});

it('nothing is open in what clients send but the verdict that they say they showed', () => {
  const sent = {
    ...commandArgsSchemas,
    pushInputSchema,
    pullInputSchema,
    streamInputSchema,
    reportUnreadableInputSchema,
    loginInputSchema,
    refreshInputSchema,
    reportWipeInputSchema,
  };
  expect(openIn(sent)).toEqual(['.pushInputSchema.commands.provisional.verdict']);
});

it.each([
  ['a tuple', z.tuple([letter])],
  ['an intersection', z.object({ one: letter }).and(z.object({}))],
  ['what is looked up later', z.lazy(() => letter)],
  ['a map', z.map(z.string(), letter)],
])('a schema that is not held to it throws, rather than being open: %s', (_what, schema) => {
  expect(() => strictly(schema)).toThrow('strictly');
});

it('an open enum that was given a check or a description is still held to what is known', () => {
  for (const schema of [letter.describe('a letter'), letter.refine((value) => value !== 'b')]) {
    const takes = (one: z.ZodType) => ['a', 'later'].map((value) => one.safeParse(value).success);
    expect([takes(schema), takes(strictly(schema))]).toEqual([
      [true, true],
      [true, false],
    ]);
  }
  expect(strictly(letter.refine((value) => value !== 'b')).safeParse('b').success).toBe(false);
});
