import { expect, it } from 'vitest';
import { compareTurns, comparisonLines, type Turn } from './compare.ts';

it('a figure is divided by the older one run by run, and the median of that is given', () => {
  // The machine got slower by half for the last turn; the ratio does not see it.
  const turns = [
    { older: { firstSyncMs: 100 }, newer: { firstSyncMs: 110 } },
    { older: { firstSyncMs: 102 }, newer: { firstSyncMs: 112.2 } },
    { older: { firstSyncMs: 150 }, newer: { firstSyncMs: 165 } },
  ];
  const { firstSyncMs } = compareTurns(turns);
  expect(firstSyncMs).toMatchObject({ older: 102, newer: 112.2 });
  expect(firstSyncMs?.ratio).toBeCloseTo(1.1);
});

it('a figure of one side only is shown without a ratio, and so is one that was 0', () => {
  const compared = compareTurns([{ older: { gone: 3, missed: 0 }, newer: { added: 4, missed: 0 } }]);
  expect(compared).toEqual({
    added: { older: null, newer: 4, ratio: null },
    missed: { older: 0, newer: 0, ratio: null },
    gone: { older: 3, newer: null, ratio: null },
  });
  expect(comparisonLines(compared).join('\n')).toMatch(/added +– +4 +–/);
});

it('a figure that one run did not have is compared over the others', () => {
  const turns: Turn[] = [
    { older: { a: 2 }, newer: { a: 4 } },
    { older: {}, newer: { a: 9 } },
  ];
  expect(compareTurns(turns).a).toEqual({ older: 2, newer: 6.5, ratio: 2 });
});
