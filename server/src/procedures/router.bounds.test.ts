import { unboundedPlaces } from '@marginiq/contract/testing/unbounded-places';
import { expect, it } from 'vitest';
import type { z } from 'zod';
import { appRouter } from './router.ts';

/** A command's arguments: refused one by one if they fit none, and bounded by the push's size. */
const ANYTHING = ['sync.push.commands[].args: unknown'];

it('no procedure takes an input without a limit at every place', () => {
  const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, WithInputs>);
  // Each through `bounded`: the refusal is then short, whatever was sent.
  const inputs = procedures.flatMap(([path, { _def }]) => _def.inputs.map(({ schema }) => [path, schema] as const));
  expect(inputs.filter(([, schema]) => schema === undefined).map(([path]) => path)).toEqual([]);
  expect(inputs.length).toBeGreaterThan(8);
  const places = inputs.flatMap(([path, schema]) => unboundedPlaces(schema, path));
  expect(places.filter((place) => !ANYTHING.includes(place))).toEqual([]);
});

interface WithInputs {
  _def: { inputs: { schema: z.core.$ZodType }[] };
}
