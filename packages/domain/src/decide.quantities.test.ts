import { discountRequestSchema, type WishedItem } from '@marginiq/contract/discount-request';
import { ofThousandths } from '@marginiq/contract/quantity';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyAll } from './apply.ts';
import { standingOf } from './approval.ts';
import { evaluationContext } from './assess.ts';
import { decide } from './decide.ts';
import { aContext, anId, aProduct, aRequest, aRuleSet, aSubmit } from './testing/fixtures.ts';

const inUnits = (...units: string[]) =>
  new Map(units.map((unit, index) => [anId('p', index + 1), aProduct(index + 1, { unit, listPriceMinor: 333 })]));
const wish = (quantity: number, product = 1): WishedItem => ({
  productId: anId('p', product),
  quantity,
  discountBp: 100,
});
const submit = (...items: WishedItem[]) => aSubmit(0, { items });

function codeOf(command: ReturnType<typeof aSubmit>, products: ReturnType<typeof inUnits>) {
  const decision = decide(command, null, aContext({ products, ruleSet: aRuleSet([]) }));
  return decision.accepted ? null : decision.refusal.code;
}

describe('a quantity in parts', () => {
  it('a quantity in parts is accepted if the product is sold by measure, and keeps the unit and the exact figures', () => {
    const decision = decide(submit(wish(2.5)), null, aContext({ products: inUnits('kg'), ruleSet: aRuleSet([]) }));
    const request = decision.accepted ? applyAll(null, decision.events) : null;
    expect(request?.items).toEqual([expect.objectContaining({ quantity: 2.5, unit: 'kg', listPriceMinor: 333 })]);
    // 832.5 and, less 1 %, 824.175; the cost is 60.00 for one.
    expect(request?.evaluation.total).toMatchObject({ listMinor: 833, netMinor: 824, costMinor: 15_000 });
    expect(discountRequestSchema.parse(JSON.parse(JSON.stringify(request)))).toEqual(request);
  });

  it('a quantity in parts is refused if one of the products is counted whole, and whole quantities never are', () => {
    expect(codeOf(submit(wish(2.5), wish(1, 2)), inUnits('kg', 'pcs'))).toBeNull();
    expect(codeOf(submit(wish(2), wish(1.5, 2)), inUnits('kg', 'pcs'))).toBe('soldWhole');
    expect(codeOf(submit(wish(2.5)), inUnits('24 - 12 oz bottles'))).toBe('soldWhole');
    expect(codeOf(submit(wish(2.5)), inUnits(''))).toBe('soldWhole');
  });

  it('a quantity in parts is refused if the product is sold by another unit since it was typed, however whole it is', () => {
    const asked = (unit: string, now: string) => codeOf(submit({ ...wish(250), unit }), inUnits(now));
    const others = [asked('kg', 'm'), asked('kg', ''), asked('', 'm'), asked('2.5 kg bag', '25 kg bag')];
    expect(others).toEqual(Array(4).fill('unitChanged'));
    // The same one spelled otherwise, none as before, and where nothing was said of a unit.
    expect([asked('kg', 'KG'), asked('', ''), codeOf(submit(wish(250)), inUnits('m'))]).toEqual([null, null, null]);
  });

  it('a quantity in parts names the product that is sold whole', () => {
    const decision = decide(submit(wish(2.5)), null, aContext());
    expect(decision).toMatchObject({ refusal: { params: { name: 'Product 1', quantity: 2.5 } } });
  });

  it('a fractional quantity is decided the same, to the bit, from what was sent and what was stored', () => {
    const quantities = fc.array(fc.integer({ min: 1, max: 5_000_000 }).map(ofThousandths), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(quantities, fc.integer({ min: 0, max: 4_500 }), (all, discountBp) => {
        const context = aContext({ products: inUnits('kg', 'm', 'l', 'h', 'm²') });
        const items = all.map((quantity, index) => ({ ...wish(quantity, index + 1), discountBp }));
        const command = submit(...items);
        const here = decide(command, null, context);
        const there = decide(JSON.parse(JSON.stringify(command)), null, {
          ...JSON.parse(JSON.stringify(context)),
          products: new Map([...context.products].map(([id, product]) => [id, JSON.parse(JSON.stringify(product))])),
        });
        expect(there).toEqual(here);
      }),
    );
  });
});

describe('a product that occurs twice in a stored request', () => {
  const request = aRequest();
  const [item] = request.items;
  if (item === undefined) throw new Error('the fixture has no items');
  const twice = { ...request, items: [item, { ...item, quantity: 3, listPriceMinor: 9_000 }] };

  it('a product that occurs twice in a stored request can be read by every program', () => {
    expect(discountRequestSchema.parse(twice)).toEqual(twice);
  });

  it('a product that occurs twice in a stored request is looked at line by line when the request is approved', () => {
    const context = evaluationContext(aContext());
    if (context === null) throw new Error('the fixture is incomplete');
    const standing = standingOf(twice, context);
    expect(standing.changes).toEqual([expect.objectContaining({ what: 'listPrice', fromMinor: 9_000 })]);
    expect(standing.now.lines).toHaveLength(2);
    expect(standing.now.total.listMinor).toBe(13 * 10_000);
  });

  it('a product that occurs twice in a stored request is refused in a new request', () => {
    expect(codeOf(submit(wish(1), wish(2)), inUnits('kg'))).toBe('invalidCommand');
  });
});
