import { ofThousandths } from '@marginiq/contract/quantity';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ANNA,
  aContext,
  aCustomer,
  aGovernance,
  anId,
  aPerson,
  aProduct,
  aRuleSet,
  aStatistics,
  evaluated,
} from './testing/fixtures.ts';

const wishes = fc.array(
  fc.record({
    quantity: fc.oneof(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 500_000 }).map(ofThousandths)),
    discountBp: fc.integer({ min: 0, max: 10_000 }),
  }),
  {
    minLength: 1,
    maxLength: 5,
  },
);
const share = fc.integer({ min: 0, max: 10_000 });
const history = fc.record({
  deals: fc.integer({ min: 0, max: 50 }),
  averageDiscountBp: share,
  approvedShareBp: share,
  wonShareBp: share,
});
const contexts = fc
  .record({
    blocked: fc.boolean(),
    class: fc.constantFrom('A' as const, 'B' as const, 'C' as const),
    history,
    averageMarginBp: share,
    enabled: fc.boolean(),
    maxRisk: fc.integer({ min: 0, max: 100 }),
    maxDiscountBp: share,
  })
  .map(({ averageMarginBp, enabled, maxRisk, maxDiscountBp, ...customer }) =>
    aContext({
      customer: aCustomer({ ...customer, blockedReason: customer.blocked ? 'Unpaid' : null }),
      statistics: aStatistics({ averageMarginBp }),
      governance: aGovernance({ enabled, maxRisk, maxDiscountBp }),
    }),
  );

describe('evaluate', () => {
  it('evaluate approves by itself only inside every guardrail and every governed limit', () => {
    const small = [{ quantity: 1, discountBp: 300 }];
    expect(evaluated(small, aContext())).toMatchObject({
      verdict: 'autoApprove',
      requiredApprover: 'none',
      holdReasons: [],
    });
    const held = (autoApproval: Parameters<typeof aGovernance>[0]) =>
      evaluated(small, aContext({ governance: aGovernance(autoApproval) }));
    expect(held({ enabled: false })).toMatchObject({
      verdict: 'review',
      requiredApprover: 'manager',
      holdReasons: ['autoApprovalOff'],
    });
    expect(held({ maxDiscountBp: 200 }).holdReasons).toEqual(['discountTooHigh']);
    expect(held({ maxNetTotalMinor: 5_000 }).holdReasons).toEqual(['amountTooHigh']);
    const unknown = aContext({
      customer: aCustomer({ history: { deals: 0, averageDiscountBp: 0, approvedShareBp: 0, wonShareBp: 0 } }),
    });
    expect(evaluated(small, { ...unknown, governance: aGovernance({ maxRisk: 5 }) }).holdReasons).toEqual([
      'riskTooHigh',
    ]);
  });

  it('evaluate compares the list total with the limit: a deeper discount brings nothing under it', () => {
    const governance = aGovernance({ maxNetTotalMinor: 9_800 });
    for (const discountBp of [100, 500, 1_000]) {
      expect(evaluated([{ quantity: 1, discountBp }], aContext({ governance })).holdReasons).toEqual(['amountTooHigh']);
    }
    const just = aGovernance({ maxNetTotalMinor: 10_000 });
    expect(evaluated([{ quantity: 1, discountBp: 100 }], aContext({ governance: just })).verdict).toBe('autoApprove');
  });

  it('evaluate approves up to the governed risk, and not a point beyond', () => {
    const at = (maxRisk: number) =>
      evaluated([{ quantity: 1, discountBp: 900 }], aContext({ governance: aGovernance({ maxRisk }) }));
    const { score } = at(100).risk;
    expect(score).toBeGreaterThan(0);
    expect([at(score).verdict, at(score - 1).verdict]).toEqual(['autoApprove', 'review']);
  });

  it('evaluate lets no governed limit, however wide, pass a guardrail', () => {
    const wide = aGovernance({ maxRisk: 100, maxDiscountBp: 10_000, maxNetTotalMinor: 1_000_000_000 });
    const beyond = evaluated([{ quantity: 1, discountBp: 1_500 }], aContext({ governance: wide }));
    expect(beyond).toMatchObject({ verdict: 'review', requiredApprover: 'manager', holdReasons: [] });
  });

  it('a discount is compared with its limit as requested, whatever a cent of rounding makes of it', () => {
    // 12 % off 19.90 is 17.51 and so 12.01 %: still the 12 % that the salesperson may give.
    const products = new Map([[anId('p', 1), aProduct(1, { listPriceMinor: 1_990, costMinor: 900 })]]);
    const at = (discountBp: number) =>
      evaluated(
        [{ quantity: 1, discountBp }],
        aContext({ products, ruleSet: aRuleSet([]), governance: aGovernance({ maxDiscountBp: 1_200 }) }),
      );
    expect(at(1_200)).toMatchObject({ verdict: 'autoApprove', total: { netMinor: 1_751, discountBp: 1_201 } });
    expect(at(1_201).holdReasons).toEqual(['discountTooHigh']);
  });

  it('a request needs the highest authority among the rules hit', () => {
    expect(evaluated([{ quantity: 1, discountBp: 1_500 }], aContext()).requiredApprover).toBe('manager');
    expect(evaluated([{ quantity: 1, discountBp: 2_600 }], aContext()).requiredApprover).toBe('admin');
    expect(evaluated([{ quantity: 1, discountBp: 3_900 }], aContext()).verdict).toBe('refuse');
  });

  it('a broken guardrail is never approved automatically, whatever is requested', () => {
    fc.assert(
      fc.property(wishes, contexts, (wish, context) => {
        const { verdict, violations, requiredApprover } = evaluated(wish, context);
        if (verdict === 'autoApprove') {
          expect(violations).toEqual([]);
          expect(requiredApprover).toBe('none');
          expect(context.governance?.autoApproval.enabled).toBe(true);
        } else expect(requiredApprover === 'none' && verdict === 'review').toBe(false);
        if (context.customer?.blocked) expect(verdict).toBe('refuse');
      }),
    );
  });

  it('evaluate gives the same for the same, in whatever order the products are known', () => {
    fc.assert(
      fc.property(wishes, contexts, (wish, context) => {
        const turned = { ...context, products: new Map([...context.products].reverse()) };
        expect(evaluated(wish, turned)).toEqual(evaluated(wish, { ...context }));
      }),
    );
  });

  it('evaluate keeps the risk between 0 and 100, as the sum of its parts', () => {
    fc.assert(
      fc.property(wishes, contexts, (wish, context) => {
        const { score, factors } = evaluated(wish, context).risk;
        expect(score).toBe(factors.reduce((sum, { points }) => sum + points, 0));
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
        for (const { points, maxPoints } of factors) expect(points).toBeLessThanOrEqual(maxPoints);
      }),
    );
  });

  it('evaluate sees more risk in a generous salesperson than in a careful one', () => {
    const pattern = (averageDiscountBp: number) =>
      aPerson(ANNA, { pattern: { deals: 50, averageDiscountBp, approvedShareBp: 9_000 } });
    const risk = (averageDiscountBp: number) =>
      evaluated([{ quantity: 1, discountBp: 800 }], aContext({ owner: pattern(averageDiscountBp) })).risk.score;
    expect(risk(1_400)).toBeGreaterThan(risk(500));
  });

  it('an evaluation names the versions it was based on', () => {
    const { inputs } = evaluated([{ quantity: 1, discountBp: 100 }], aContext({ customer: aCustomer({ seq: 77 }) }));
    expect(inputs).toEqual({
      rulesVersion: 1,
      governanceVersion: 1,
      statisticsVersion: 1,
      customerSeq: 77,
      ownerSeq: 1,
      productSeqs: { [anId('p', 1)]: 1 },
    });
  });
});
