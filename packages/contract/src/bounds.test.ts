import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { boundedRecord, idSchema, instantSchema, positionSchema } from './scalars.ts';
import { unboundedPlaces } from './testing/unbounded-places.ts';

/** What may be anything, and what bounds it. */
const ANYTHING = [
  // Refused as one command if it fits none (command.ts). A push as a whole has a limit in bytes.
  /\.args: unknown$/,
  // Written by the server alone, which bounds what it shows.
  /^auditEntrySchema\.(before|after)\{\}: unknown$/,
];

const modules = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));

async function exportedSchemas(): Promise<[string, z.ZodType][]> {
  const schemas: [string, z.ZodType][] = [];
  for (const file of modules) {
    const exported = (await import(`./${file.slice(0, -'.ts'.length)}.ts`)) as Record<string, unknown>;
    for (const [name, value] of Object.entries(exported)) {
      if (value instanceof z.ZodType) schemas.push([name, value]);
      else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        for (const [key, one] of Object.entries(value)) {
          if (one instanceof z.ZodType) schemas.push([`${name}.${key}`, one]);
        }
      }
    }
  }
  return schemas;
}

describe('what crosses the wire, in either direction', () => {
  it('every place in a wire schema has a limit, so that nobody can send or store without bound', async () => {
    const schemas = await exportedSchemas();
    // A walk that finds nothing proves nothing.
    expect(schemas.length).toBeGreaterThan(60);
    const places = schemas.flatMap(([name, schema]) => unboundedPlaces(schema, name));
    expect(places.filter((place) => !ANYTHING.some((allowed) => allowed.test(place)))).toEqual([]);
  });

  it('the walk finds an unlimited place however deeply it is nested', () => {
    const schema = z.object({
      text: z.string(),
      email: z.email(),
      when: z.iso.datetime(),
      whole: z.int().min(0),
      list: z.array(z.object({ name: z.string().min(1) }).nullable()).optional(),
      record: z.record(idSchema, z.int().min(0).max(1)),
      either: z.union([z.literal('a'), z.string().trim().toLowerCase()]),
      anything: z.unknown(),
      fine: z.array(z.tuple([z.bigint()])).max(1),
    });
    expect(unboundedPlaces(schema, 'x').map((place) => place.split(':')[0])).toEqual([
      'x.text',
      'x.email',
      'x.when',
      'x.whole',
      'x.list',
      'x.list[].name',
      'x.record',
      'x.either',
      'x.anything',
      'x.fine[]',
    ]);
    const bounded = { id: idSchema, at: instantSchema, seqs: boundedRecord(idSchema, positionSchema, 2).nullable() };
    expect(unboundedPlaces(z.object(bounded), 'x')).toEqual([]);
  });
});

describe('a bounded record', () => {
  it('a bounded record takes up to its maximum number of entries', () => {
    const schema = boundedRecord(z.string().max(3), z.boolean(), 2);
    expect(schema.safeParse({ a: true, b: false }).success).toBe(true);
    expect(schema.safeParse({ a: true, b: false, c: true }).success).toBe(false);
    expect(schema.safeParse({ long: true }).success).toBe(false);
  });
});
