import { z } from 'zod';
import { MAX_PRICE_MINOR } from './limits.ts';

/** Every id that MarginIQ makes: UUIDv7, so ids made on any device sort roughly by time. */
export const idSchema = z.uuidv7();
export type Id = string;

/**
 * A UTC instant as written by `Date.toISOString`: `2026-06-01T12:00:00.000Z`. Always 24 characters, so that instants sort as
 * text and nobody sends megabytes of decimals; the years 1900 to 2999.
 */
export const instantSchema = z.iso
  .datetime({ precision: 3 })
  .regex(/^(?:19|2\d)/, 'an instant lies between the years 1900 and 2999');
export type Instant = string;

/** How many of something there are. */
export const countSchema = z.int().min(0).max(1_000_000_000);

/** The number of a version or a revision: 1, 2, 3 ... */
export const versionSchema = z.int().min(1).max(1_000_000_000);

/** The version of the form in which something was written. Absent if it is 1. */
export const schemaVersionSchema = z.int().min(1).max(1_000);

/** A company's position, a document's, or the number of a device's command. */
export const positionSchema = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Money in integer minor units (cents, yen) of the company's currency. May be negative: a margin can be. */
export const minorUnitsSchema = z.int().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);

/** A price or cost: never negative, bounded so that sums stay exact in a double (see domain/money). */
export const priceMinorSchema = z.int().min(0).max(MAX_PRICE_MINOR);

/** A share in basis points: 1 bp = 0.01 %. A margin is a share of what is paid, which may be next to nothing. */
export const basisPointsSchema = z.int().min(-1_000_000_000_000).max(1_000_000_000_000);

/** A discount: 0 % to 100 %. */
export const discountBpSchema = z.int().min(0).max(10_000);

/** ISO 4217 code. */
export const currencySchema = z
  .string()
  .length(3)
  .regex(/^[A-Z]{3}$/, 'a currency is three capital letters, as in EUR');

/**
 * Free text that a person typed: trimmed, without control characters other than new lines and tabs. Half a character becomes the sign
 * for one that cannot be shown, as it does in MongoDB: what is decided on must be what is stored.
 */
export const proseSchema = (max: number) =>
  z
    .string()
    .trim()
    .overwrite((text) => text.toWellFormed())
    .max(max)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
    .regex(/^[^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]*$/, 'text must not contain control characters');

/**
 * Values by key, with a maximum number. Zod knows no limit for a record; `maxProperties` is what JSON Schema calls it.
 */
export const boundedRecord = <K extends z.core.$ZodRecordKey, V extends z.core.SomeType>(
  key: K,
  value: V,
  max: number,
) =>
  z
    .record(key, value)
    .refine((record) => Object.keys(record).length <= max, `at most ${max} entries`)
    .meta({ maxProperties: max });
