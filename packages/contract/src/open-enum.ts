import { z } from 'zod';

declare const laterValue: unique symbol;

/** A value that this version does not know: a later one wrote it. It is kept as it came, and shown as "other". */
export type LaterValue = string & { readonly [laterValue]: true };

/** One of the values that this version knows, or one of a later version. */
export type Open<T extends string> = T | LaterValue;

/** Characters of a value. */
const MAX_VALUE = 60;

/**
 * The part of each open enum that takes what this version does not know. An enum that is given a check is another one, of the same parts.
 */
const LATER = new WeakSet<z.core.$ZodType>();

/**
 * An enum as readers accept it: an unknown value is never fatal (its document is displayed anyway). Writers are held to the known
 * values by `strictly`.
 */
export function openEnum<const V extends readonly [string, ...string[]]>(values: V) {
  const ours = z.enum(values);
  const later = z.string().min(1).max(MAX_VALUE) as unknown as z.ZodType<LaterValue, LaterValue>;
  LATER.add(later);
  return ours.or(later);
}

/** Whether a schema is the part of an open enum that takes any value. */
export const takesLater = (schema: z.core.$ZodType): boolean => LATER.has(schema);

/** The value if this version knows it, else null. */
export function known<const T extends string>(values: readonly T[], value: Open<T> | null): T | null {
  return values.find((one) => one === value) ?? null;
}
