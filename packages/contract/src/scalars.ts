import { z } from 'zod';

/** Every id that MarginIQ makes: UUIDv7, so ids made on any device sort roughly by time. */
export const idSchema = z.uuidv7();
export type Id = string;

/** A UTC instant, ISO 8601 with milliseconds and `Z`. Sorts as text. */
export const instantSchema = z.iso.datetime();
export type Instant = string;

/** Money in integer minor units (cents, yen) of the company's currency. May be negative: a margin can be. */
export const minorUnitsSchema = z.int();

/** A price or cost: never negative, bounded so that sums stay exact in a double (see domain/money). */
export const priceMinorSchema = z.int().min(0).max(1_000_000_000_000);

/** A share in basis points: 1 bp = 0.01 %. */
export const basisPointsSchema = z.int();

/** A discount: 0 % to 100 %. */
export const discountBpSchema = z.int().min(0).max(10_000);

/** ISO 4217 code. */
export const currencySchema = z.string().regex(/^[A-Z]{3}$/, 'a currency is three capital letters, as in EUR');

export const quantitySchema = z.int().min(1).max(1_000_000);

/** Free text that a person typed: trimmed, without control characters other than new lines and tabs. */
export const proseSchema = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
    .regex(/^[^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]*$/, 'text must not contain control characters');
