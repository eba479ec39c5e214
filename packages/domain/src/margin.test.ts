import { ofThousandths } from '@marginiq/contract/quantity';
import { basisPointsSchema } from '@marginiq/contract/scalars';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparableMargin, lineMargin, totalMargin } from './margin.ts';

const line = fc.record({
  listPriceMinor: fc.integer({ min: 0, max: 10_000_000 }),
  costMinor: fc.integer({ min: 0, max: 10_000_000 }),
  quantity: fc.oneof(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 10_000_000 }).map(ofThousandths)),
  discountBp: fc.integer({ min: 0, max: 10_000 }),
});

/** Half away from zero, in whole numbers alone. */
const rounded = (dividend: bigint, divisor: bigint) => Number((dividend * 2n + divisor) / (divisor * 2n));

describe('margin', () => {
  it('a margin is what the customer pays minus the cost', () => {
    expect(lineMargin({ listPriceMinor: 10_000, costMinor: 6_000, quantity: 3, discountBp: 2_000 })).toEqual({
      listMinor: 30_000,
      netMinor: 24_000,
      costMinor: 18_000,
      marginMinor: 6_000,
      marginBp: 2_500,
      discountBp: 2_000,
    });
  });

  it('margin is negative below cost and 0 % where nothing is paid', () => {
    expect(lineMargin({ listPriceMinor: 100, costMinor: 90, quantity: 1, discountBp: 5_000 }).marginBp).toBe(-8_000);
    expect(lineMargin({ listPriceMinor: 100, costMinor: 90, quantity: 1, discountBp: 10_000 })).toMatchObject({
      netMinor: 0,
      marginMinor: -90,
      marginBp: 0,
    });
  });

  it('the margin of a fractional line is rounded once, halves away from zero', () => {
    const cable = { listPriceMinor: 333, costMinor: 201, quantity: 2.5, discountBp: 1_000 };
    // 832.5, 749.25 (of 832.5, not of 833) and 502.5
    expect(lineMargin(cable)).toMatchObject({ listMinor: 833, netMinor: 749, costMinor: 503, marginMinor: 246 });
    // 0.5 of a cent off 99 is 98.505, which is 49.2525 for a half: rounded twice it would be 50.
    const twice = { listPriceMinor: 99, costMinor: 0, quantity: 0.5, discountBp: 50 };
    expect(lineMargin(twice).netMinor).toBe(49);
    // 1.005 x 100 is 100.49999999999999 in floating point.
    expect(lineMargin({ listPriceMinor: 100, costMinor: 0, quantity: 1.005, discountBp: 0 }).listMinor).toBe(101);
    expect(lineMargin({ listPriceMinor: 1, costMinor: 1, quantity: 0.001, discountBp: 0 })).toMatchObject({
      listMinor: 0,
      netMinor: 0,
      costMinor: 0,
      marginBp: 0,
    });
  });

  it('margin is that of the exact amounts if rounding would make more of it', () => {
    // A tenth of a cent of margin: a cent is paid, and the cost rounds to nothing.
    const tiny = { listPriceMinor: 500, costMinor: 490, quantity: 0.001, discountBp: 0 };
    expect(lineMargin(tiny)).toMatchObject({ netMinor: 1, costMinor: 0, marginMinor: 1, marginBp: 200 });
    expect(totalMargin([tiny, tiny])).toMatchObject({ netMinor: 2, costMinor: 0, marginBp: 200 });
    // Below cost, whatever the cents say.
    expect(lineMargin({ ...tiny, discountBp: 300 })).toMatchObject({ netMinor: 0, costMinor: 0, marginBp: 0 });
    expect(lineMargin({ ...tiny, listPriceMinor: 600, costMinor: 499, discountBp: 1_666 }).netMinor).toBe(1);
    expect(lineMargin({ ...tiny, listPriceMinor: 600, costMinor: 510, discountBp: 1_600 }).marginBp).toBe(-120);
  });

  it('the margin is lower than any other if nothing is paid for something that has a cost', () => {
    const tiny = { listPriceMinor: 500, costMinor: 400, quantity: 0.001, discountBp: 1_000 };
    expect(lineMargin(tiny)).toMatchObject({ netMinor: 0, costMinor: 0 });
    expect(comparableMargin(lineMargin(tiny), [tiny])).toBe(Number.NEGATIVE_INFINITY);
    const free = { ...tiny, costMinor: 0 };
    expect(comparableMargin(lineMargin(free), [free])).toBe(0);
  });

  it('margin reaches a limit only if the exact numbers do, and those on the offer too', () => {
    const drawn = fc.record({
      listPriceMinor: fc.oneof(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 0, max: 1_000_000_000_000 })),
      costMinor: fc.oneof(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 0, max: 1_000_000_000_000 })),
      parts: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 1_000_000 })),
      discountBp: fc.integer({ min: 0, max: 10_000 }),
    });
    // Right at either share, or anywhere.
    const limits = fc.record({ at: fc.constantFrom('exact', 'rounded', 'any'), by: fc.integer({ min: -2, max: 2 }) });
    const anywhere = fc.integer({ min: -10_000, max: 10_000 });
    fc.assert(
      fc.property(fc.array(drawn, { minLength: 1, maxLength: 5 }), limits, anywhere, (all, { at, by }, any) => {
        const items = all.map(({ parts, ...rest }) => ({ ...rest, quantity: ofThousandths(parts) }));
        const total = totalMargin(items);
        let [net, cost] = [0n, 0n];
        for (const { listPriceMinor, costMinor, parts, discountBp } of all) {
          net += BigInt(listPriceMinor) * BigInt(parts) * BigInt(10_000 - discountBp);
          cost += BigInt(costMinor) * BigInt(parts) * 10_000n;
        }
        const [paid, costs] = [BigInt(total.netMinor), BigInt(total.costMinor)];
        if (paid + costs > BigInt(Number.MAX_SAFE_INTEGER)) return;
        const shareOf = (of: bigint, costs: bigint) => (of === 0n ? 0n : ((of - costs) * 10_000n) / of);
        const near = { exact: shareOf(net, cost), rounded: shareOf(paid, costs), any: BigInt(any) }[at] + BigInt(by);
        const limit = Number(near);
        // No rule has such a limit, and beyond the safe integers a number is another one than the exact share.
        if (!basisPointsSchema.safeParse(limit).success) return;
        const keeps = (of: bigint, costs: bigint) => (of - costs) * 10_000n >= near * of;
        const reaches = comparableMargin(total, items) >= limit;
        expect(reaches).toBe(total.netMinor === 0 ? cost === 0n && limit <= 0 : keeps(net, cost) && keeps(paid, costs));
      }),
      { numRuns: 2_000 },
    );
  });

  it('margin agrees with arithmetic in whole thousandths alone, for any price, cost, quantity and discount', () => {
    const price = fc.integer({ min: 0, max: 1_000_000_000_000 });
    const thousandths = fc.oneof(fc.integer({ min: 1, max: 1_000_000_000 }), fc.integer({ min: 1, max: 9_999 }));
    const drawn = fc.tuple(price, price, thousandths, fc.integer({ min: 0, max: 10_000 }));
    fc.assert(
      fc.property(fc.array(drawn, { minLength: 1, maxLength: 20 }), (all) => {
        const priced = all.map(([listPriceMinor, costMinor, parts, discountBp]) => {
          return { listPriceMinor, costMinor, quantity: ofThousandths(parts), discountBp };
        });
        const lines = priced.map(lineMargin);
        const expected = all.map(([listPriceMinor, costMinor, parts, discountBp]) => {
          const whole = BigInt(listPriceMinor) * BigInt(parts);
          return {
            listMinor: rounded(whole, 1_000n),
            netMinor: rounded(whole * BigInt(10_000 - discountBp), 10_000_000n),
            costMinor: rounded(BigInt(costMinor) * BigInt(parts), 1_000n),
          };
        });
        const exact = lines.filter(({ listMinor, costMinor }) => Number.isSafeInteger(Math.max(listMinor, costMinor)));
        expect(lines.map(({ listMinor, netMinor, costMinor }) => ({ listMinor, netMinor, costMinor }))).toEqual(
          expected,
        );
        for (const { netMinor, costMinor, marginMinor } of exact) expect(marginMinor).toBe(netMinor - costMinor);
        if (exact.length < lines.length) return;
        const total = totalMargin(priced);
        const sum = (name: 'listMinor' | 'netMinor' | 'costMinor') =>
          expected.reduce((sum, one) => sum + BigInt(one[name]), 0n);
        if (sum('listMinor') + sum('costMinor') > BigInt(Number.MAX_SAFE_INTEGER)) return;
        expect(BigInt(total.listMinor)).toBe(sum('listMinor'));
        expect(BigInt(total.netMinor)).toBe(sum('netMinor'));
        expect(BigInt(total.costMinor)).toBe(sum('costMinor'));
      }),
      { numRuns: 500 },
    );
  });

  it('the margin of a whole is the sum of its lines, to the last unit', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 20 }), (items) => {
        const lines = items.map(lineMargin);
        const total = totalMargin(items);
        const sum = (pick: (one: (typeof lines)[number]) => number) => lines.reduce((all, one) => all + pick(one), 0);
        expect(total.netMinor).toBe(sum((one) => one.netMinor));
        expect(total.marginMinor).toBe(sum((one) => one.marginMinor));
        expect(total.marginMinor).toBe(total.netMinor - total.costMinor);
      }),
    );
  });

  it('margin never grows when the discount does', () => {
    fc.assert(
      fc.property(line, fc.integer({ min: 0, max: 10_000 }), (item, other) => {
        const [less, more] = [Math.min(item.discountBp, other), Math.max(item.discountBp, other)];
        const at = (discountBp: number) => lineMargin({ ...item, discountBp }).marginMinor;
        expect(at(more)).toBeLessThanOrEqual(at(less));
      }),
    );
  });
});
