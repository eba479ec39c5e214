import fc from 'fast-check';
import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { isDue } from './statistics-due.ts';

const HOUR_MS = 3_600_000;
const START = Date.parse('2026-03-01T00:00:00.000Z');
const at = (ms: number) => new Date(START + ms).toISOString();

test('a company that is looked at every hour is refreshed once a day, at about the same time', () => {
  fc.assert(
    fc.property(fc.uuid(), (companyId) => {
      const refreshed: number[] = [];
      let computedAt: string | null = null;
      for (let hour = 0; hour < 24 * 5; hour += 1) {
        if (!isDue(companyId, computedAt, at(hour * HOUR_MS))) continue;
        computedAt = at(hour * HOUR_MS);
        refreshed.push(hour);
      }
      const [first, ...daily] = refreshed;
      expect(first).toBe(0);
      expect(daily.length).toBeGreaterThanOrEqual(4);
      for (const [index, hour] of daily.entries()) expect(hour).toBe((daily[0] ?? 0) + 24 * index);
    }),
  );
});

test('companies share out the day', () => {
  const inHour = new Map<number, number>();
  for (let count = 0; count < 2_400; count += 1) {
    const companyId = v7();
    const hour = Array.from({ length: 24 }, (_, one) => one).find((one) =>
      isDue(companyId, at(0), at((one + 1) * HOUR_MS)),
    );
    inHour.set(hour ?? -1, (inHour.get(hour ?? -1) ?? 0) + 1);
  }
  // A hundred in each.
  expect(inHour.size).toBe(24);
  expect(Math.max(...inHour.values())).toBeLessThan(170);
});
