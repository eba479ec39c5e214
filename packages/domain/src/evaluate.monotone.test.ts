import { ofThousandths } from '@marginiq/contract/quantity';
import type { Rule } from '@marginiq/contract/rule-set';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aContext,
  aCustomer,
  aGovernance,
  anId,
  aProduct,
  aRuleSet,
  aStatistics,
  evaluated,
} from './testing/fixtures.ts';

type WithoutId<R> = R extends Rule ? Omit<R, 'id'> : never;

const share = fc.integer({ min: 0, max: 10_000 });
/** The ends count most: nothing off, and everything. */
const discount = fc.oneof({ weight: 4, arbitrary: share }, { weight: 1, arbitrary: fc.constantFrom(0, 9_999, 10_000) });
const onBreach = fc.constantFrom('manager' as const, 'admin' as const, 'forbid' as const);
const when = fc.constantFrom(
  {},
  { category: 'Tools' },
  { category: 'Bolts' },
  { productId: anId('p', 2) },
  { customerClass: 'B' as const },
  { customerClass: 'C' as const },
);
const rule: fc.Arbitrary<WithoutId<Rule>> = fc.oneof(
  fc.record({
    kind: fc.constant('discountLimit' as const),
    name: fc.constant('Limit'),
    when,
    onBreach,
    maxDiscountBp: share,
  }),
  fc.record({
    kind: fc.constant('minimumMargin' as const),
    name: fc.constant('Margin'),
    when,
    onBreach,
    minMarginBp: fc.oneof(fc.constantFrom(0, 800), fc.integer({ min: -10_000, max: 10_000 })),
  }),
);
const line = fc.record({
  quantity: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50_000 }).map(ofThousandths)),
  discountBp: discount,
  listPriceMinor: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 1_000_000 })),
  costShareBp: fc.integer({ min: 0, max: 15_000 }),
  category: fc.constantFrom('Tools', 'Bolts'),
});

const worlds = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 4 }),
  rules: fc.array(rule, { maxLength: 4 }),
  blocked: fc.boolean(),
  averageDiscountBp: share,
  averageMarginBp: share,
  maxRisk: fc.integer({ min: 0, max: 100 }),
  maxDiscountBp: share,
  maxNetTotalMinor: fc.oneof(fc.constant(Number.MAX_SAFE_INTEGER), fc.integer({ min: 0, max: 2_000_000 })),
});

function contextOf(world: typeof worlds extends fc.Arbitrary<infer W> ? W : never) {
  const products = world.lines.map(({ listPriceMinor, costShareBp, category }, index) =>
    aProduct(index + 1, { listPriceMinor, costMinor: Math.round((listPriceMinor * costShareBp) / 10_000), category }),
  );
  const history = { deals: 20, averageDiscountBp: world.averageDiscountBp, approvedShareBp: 9_000, wonShareBp: 5_000 };
  return aContext({
    products: new Map(products.map((product) => [product.id, product])),
    ruleSet: aRuleSet(world.rules),
    customer: aCustomer({ blocked: world.blocked, history }),
    statistics: aStatistics({ averageMarginBp: world.averageMarginBp }),
    governance: aGovernance({
      maxRisk: world.maxRisk,
      maxDiscountBp: world.maxDiscountBp,
      maxNetTotalMinor: world.maxNetTotalMinor,
    }),
  });
}

const AUTHORITY = { none: 0, manager: 1, admin: 2 };
const SEVERITY: Record<string, number> = { autoApprove: 0, review: 1, refuse: 2 };

describe('a deeper discount on any line', () => {
  it('a deeper discount on any line never needs less authority, lowers the risk or softens the verdict, under any rules', () => {
    fc.assert(
      fc.property(worlds, fc.nat(3), discount, (world, at, other) => {
        const grown = world.lines.map((one, index) =>
          index === at % world.lines.length ? { ...one, discountBp: Math.max(one.discountBp, other) } : one,
        );
        const wishes = (lines: typeof world.lines) =>
          lines.map(({ quantity, discountBp }) => ({ quantity, discountBp }));
        const context = contextOf(world);
        const before = evaluated(wishes(world.lines), context);
        const after = evaluated(wishes(grown), context);
        expect(AUTHORITY[after.requiredApprover]).toBeGreaterThanOrEqual(AUTHORITY[before.requiredApprover]);
        expect(SEVERITY[after.verdict] ?? -1).toBeGreaterThanOrEqual(SEVERITY[before.verdict] ?? 9);
        expect(after.risk.score).toBeGreaterThanOrEqual(before.risk.score);
        expect(after.violations.length).toBeGreaterThanOrEqual(before.violations.length);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('no guardrail', () => {
  it('no guardrail is passed by an approval without a person, under any rules', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { verdict, violations, requiredApprover } = evaluated(world.lines, contextOf(world));
        if (violations.length > 0) expect(verdict).not.toBe('autoApprove');
        if (world.blocked || violations.some((one) => one.onBreach === 'forbid')) expect(verdict).toBe('refuse');
        if (verdict === 'autoApprove') expect(requiredApprover).toBe('none');
        if (verdict === 'review') expect(requiredApprover).not.toBe('none');
      }),
      { numRuns: 500 },
    );
  });
});
