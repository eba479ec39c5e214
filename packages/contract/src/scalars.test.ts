import { describe, expect, it } from 'vitest';
import { currencySchema, discountBpSchema, idSchema, instantSchema, priceMinorSchema, proseSchema } from './scalars.ts';

const takes = (schema: { safeParse: (value: unknown) => { success: boolean } }, ...values: unknown[]) =>
  values.map((value) => schema.safeParse(value).success);

describe('scalars', () => {
  it('know ids by their version: 7 sorts by time, others do not', () => {
    expect(takes(idSchema, '01890a5d-ac96-774b-bcce-b302099a8057')).toEqual([true]);
    expect(takes(idSchema, '936da01f-9abd-4d9d-80c7-02af85c822a8', '01890a5d', '', null)).toEqual(Array(4).fill(false));
  });

  it('scalars take an instant in UTC only', () => {
    expect(takes(instantSchema, '2026-06-01T12:00:00.000Z')).toEqual([true]);
    expect(takes(instantSchema, '2026-06-01T12:00:00.000+02:00', '2026-06-01', '2026-13-01T12:00:00.000Z')).toEqual(
      Array(3).fill(false),
    );
  });

  it('scalars take an instant as the program writes it: 24 characters, in a year that a person may mean', () => {
    const written = new Date(Date.UTC(2026, 5, 1, 12)).toISOString();
    expect(takes(instantSchema, written, '1900-01-01T00:00:00.000Z', '2999-12-31T23:59:59.999Z')).toEqual(
      Array(3).fill(true),
    );
    const decimals = (count: number) => `2026-06-01T12:00:00.${'0'.repeat(count)}Z`;
    expect(takes(instantSchema, decimals(2), decimals(4), decimals(400_000), '2026-06-01T12:00:00Z')).toEqual(
      Array(4).fill(false),
    );
    expect(takes(instantSchema, '0026-06-01T12:00:00.000Z', '9999-06-01T12:00:00.000Z')).toEqual([false, false]);
  });

  it('scalars count in whole units: no half cents and no half points', () => {
    expect(takes(priceMinorSchema, 0, 1_000_000_000_000)).toEqual([true, true]);
    expect(takes(priceMinorSchema, -1, 0.5, 1_000_000_000_001, Number.NaN, '5')).toEqual(Array(5).fill(false));
    expect(takes(discountBpSchema, 0, 10_000)).toEqual([true, true]);
    expect(takes(discountBpSchema, -1, 10_001, 12.5)).toEqual([false, false, false]);
  });

  it('a currency is written as its code', () => {
    expect(takes(currencySchema, 'EUR', 'eur', '€', 'EURO')).toEqual([true, false, false, false]);
  });

  it('half a character becomes the sign for one that cannot be shown, and whole ones stay', () => {
    expect(proseSchema(9).parse('a\ud83d b\ude00')).toBe('a\ufffd b\ufffd');
    expect(proseSchema(9).parse('a\ud83d\ude00')).toBe('a\ud83d\ude00');
  });

  it('trim what people type, and measure it trimmed', () => {
    expect(proseSchema(3).parse('  abc\n')).toBe('abc');
    expect(takes(proseSchema(3), 'abcd')).toEqual([false]);
  });
});
