import { z } from 'zod';

type Tolerant<S extends z.ZodType> = z.ZodCatch<z.ZodOptional<z.ZodNullable<S>>>;

/** The value if it is valid, otherwise null: another version's program wrote it, and it is useful but not required. */
export const tolerant = <S extends z.ZodType>(schema: S): Tolerant<S> => schema.nullish().catch(null);

/**
 * An object of which each part is read by itself, and is absent or null if it is not there or does not fit. For what one program
 * tells another about itself: a part that a later version adds, changes or drops leaves the others readable.
 */
export function tolerantObject<Shape extends Record<string, z.ZodType>>(shape: Shape) {
  const parts = Object.entries(shape).map(([name, schema]) => [name, tolerant(schema)]);
  return z.object(Object.fromEntries(parts) as { [Name in keyof Shape]: Tolerant<Shape[Name]> });
}
