import { describe, expect, it } from 'vitest';
import { ANNA, aContext, aCustomer, anId, aPerson, aProduct, aRuleSet, evaluated, MARTA } from './testing/fixtures.ts';

type Rules = Parameters<typeof aRuleSet>[0];

function violations(rules: Rules, change: Parameters<typeof aContext>[0] = {}, discounts: number[] = [1_200]) {
  const wishes = discounts.map((discountBp) => ({ quantity: 1, discountBp }));
  return evaluated(wishes, aContext({ ruleSet: aRuleSet(rules), ...change })).violations;
}

const limit = (when: NonNullable<Rules>[number]['when'], maxDiscountBp = 1_000): Rules => [
  { kind: 'discountLimit', name: 'Limit', when, maxDiscountBp, onBreach: 'manager' },
];
const margin = (when: NonNullable<Rules>[number]['when'], minMarginBp: number): Rules => [
  { kind: 'minimumMargin', name: 'Margin', when, minMarginBp, onBreach: 'admin' },
];

describe('a rule', () => {
  it('a rule is hit beyond its limit, not at it', () => {
    expect(violations(limit({}), {}, [1_000])).toEqual([]);
    expect(violations(limit({}), {}, [1_001])).toMatchObject([{ limitBp: 1_000, actualBp: 1_001, label: 'Limit' }]);
    // At 12 % off, 100.00 earns 28.00 of 88.00: 31.818 %, which is not 31.82 %.
    expect(violations(margin({}, 3_181))).toEqual([]);
    expect(violations(margin({}, 3_182))).toMatchObject([{ actualBp: 3_181, onBreach: 'admin', productId: null }]);
  });

  it('a minimum margin is hit by what earns too little for cents to show it, and by what is given away for less than a cent', () => {
    // A tenth of a cent is earned of half a cent: 2 %, although a cent is paid for what costs none.
    const products = new Map([[anId('p', 1), aProduct(1, { unit: 'kg', listPriceMinor: 500, costMinor: 490 })]]);
    for (const when of [{}, { productId: anId('p', 1) }]) {
      const tiny = (discountBp: number, minMarginBp: number) => {
        const context = aContext({ products, ruleSet: aRuleSet(margin(when, minMarginBp)) });
        return evaluated([{ quantity: 0.001, discountBp }], context).violations;
      };
      expect(tiny(0, 200)).toEqual([]);
      expect(tiny(0, 1_000)).toMatchObject([{ code: 'minimumMargin', actualBp: 200 }]);
      expect(tiny(10_000, 0)).toMatchObject([{ code: 'minimumMargin', actualBp: null }]);
    }
  });

  it.each([
    ['role', { role: 'salesperson' } as const, { owner: aPerson(MARTA) }],
    ['customer class', { customerClass: 'B' } as const, { customer: aCustomer({ class: 'A' }) }],
    ['segment', { segment: 'Construction' }, { customer: aCustomer({ segment: 'Shipyards' }) }],
    ['customer', { customerId: anId('c', 1) }, { customer: aCustomer({ id: anId('c', 2) }) }],
  ])('a rule asks for its %s', (_name, when, otherwise) => {
    expect(violations(limit(when))).toHaveLength(1);
    expect(violations(limit(when), otherwise)).toEqual([]);
  });

  it('a rule looks only at the lines of its category or product', () => {
    const products = new Map([aProduct(1), aProduct(2, { category: 'Bolts' })].map((one) => [one.id, one]));
    expect(violations(limit({ category: 'Bolts' }), { products }, [5_000, 500])).toEqual([]);
    expect(violations(limit({ category: 'Bolts' }), { products }, [500, 1_500])).toMatchObject([
      { productId: anId('p', 2) },
    ]);
    expect(violations(limit({ productId: anId('p', 1) }), { products }, [500, 1_500])).toEqual([]);
    expect(violations(margin({ category: 'Bolts' }, 3_000), { products }, [0, 2_000])).toMatchObject([
      { productId: anId('p', 2), actualBp: 2_500 },
    ]);
  });

  it('a rule does not let a deep discount hide behind a line without one', () => {
    expect(violations(limit({}), {}, [0, 0, 0, 1_500])).toMatchObject([{ productId: anId('p', 4), actualBp: 1_500 }]);
  });

  it('anything given away counts as below every minimum margin', () => {
    expect(violations(margin({}, 0), {}, [4_000])).toEqual([]);
    expect(violations(margin({}, 0), {}, [10_000])).toMatchObject([{ limitBp: 0, actualBp: null, productId: null }]);
    expect(violations(margin({}, -2_000), {}, [10_000])).toHaveLength(1);
    // A free line among paid ones, for a rule that looks at lines.
    expect(violations(margin({ category: 'Tools' }, 0), {}, [0, 10_000])).toMatchObject([{ productId: anId('p', 2) }]);
    const free = new Map([[anId('p', 1), aProduct(1, { listPriceMinor: 0, costMinor: 0 })]]);
    expect(violations(margin({}, 0), { products: free }, [0])).toEqual([]);
  });

  it('a rule holds only where all of its conditions do', () => {
    const both = limit({ role: 'salesperson', customerClass: 'C' });
    expect(violations(both)).toEqual([]);
    expect(violations(both, { customer: aCustomer({ class: 'C' }), owner: aPerson(ANNA) })).toHaveLength(1);
  });
});

describe('what nobody may pass', () => {
  it('a forbidding rule comes first, with its reason', () => {
    const customer = aCustomer({ blocked: true, blockedReason: 'Unpaid' });
    const products = new Map([[anId('p', 1), aProduct(1, { discontinued: true })]]);
    expect(violations(limit({}), { customer, products }).map(({ code, label }) => [code, label])).toEqual([
      ['customerBlocked', 'Unpaid'],
      ['productDiscontinued', 'Product 1'],
      ['discountLimit', 'Limit'],
    ]);
  });

  it('a forbidding rule comes before what a manager may pass, wherever it is written', () => {
    const rules: Rules = [
      { kind: 'discountLimit', name: 'A manager may', when: {}, maxDiscountBp: 500, onBreach: 'manager' },
      { kind: 'discountLimit', name: 'Nobody may', when: {}, maxDiscountBp: 1_000, onBreach: 'forbid' },
    ];
    expect(violations(rules).map(({ label }) => label)).toEqual(['Nobody may', 'A manager may']);
  });
});
