import { commandEnvelopeSchema } from '@marginiq/contract/command';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { basisOfRevision, isSameBasis, standingOf } from './approval.ts';
import { evaluationContext } from './assess.ts';
import type { DecisionContext } from './context.ts';
import { decide } from './decide.ts';
import {
  aCommand,
  aContext,
  aGovernance,
  anId,
  aProduct,
  aRequest,
  aRuleSet,
  aStatistics,
  MARTA,
  OLGA,
  REQUEST_ID,
} from './testing/fixtures.ts';

const priced = (change: Parameters<typeof aProduct>[1]): Partial<DecisionContext> => ({
  products: new Map([[anId('p', 1), aProduct(1, { ...change, seq: 2 })]]),
});
const standing = (request: ReturnType<typeof aRequest>, change: Partial<DecisionContext>) => {
  const full = evaluationContext(aContext(change));
  if (full === null) throw new Error('the fixture is incomplete');
  return standingOf(request, full);
};

/** An approval by somebody who saw the request in the state `saw`, decided in the state `now`. */
function approved(request: ReturnType<typeof aRequest>, saw: Partial<DecisionContext>, now: Partial<DecisionContext>) {
  const { now: evaluation, basis } = standing(request, saw);
  const { verdict, inputs } = evaluation;
  const provisional = { verdict, inputs, basis };
  const command = aCommand('request.approve', { requestId: REQUEST_ID, note: null }, { provisional });
  const decision = decide(command, request, aContext({ actor: OLGA, ...now }));
  return decision.accepted ? { inputs: decision.inputs } : decision.refusal;
}

describe('an approval of what has become dearer', () => {
  // 20 % off 100.00 with a cost of 60.00: a margin of 25 %.
  const request = aRequest(2_000);

  it('an approval is refused if the sale would now be below cost, and says what changed', () => {
    const dear = priced({ costMinor: 9_500 });
    const refusal = approved(request, dear, dear);
    expect(refusal).toMatchObject({ code: 'guardrail' });
    expect(refusal).toHaveProperty('params', {
      limits: expect.anything(),
      ...{ name: 'Product 1', what: 'cost', fromMinor: 6_000, toMinor: 9_500, changes: 1 },
      ...{ fromMarginBp: 2_500, toMarginBp: -1_875 },
    });
  });

  it('an approval of what has become dearer is refused by the price that was agreed, even if the list price has risen with the cost', () => {
    const both = priced({ costMinor: 9_500, listPriceMinor: 13_000 });
    expect(approved(request, both, both)).toMatchObject({ code: 'guardrail' });
  });

  it('an approval needs whoever is required at the current costs', () => {
    const ruleSet = aRuleSet([
      { kind: 'minimumMargin', name: 'Thin', when: {}, minMarginBp: 1_000, onBreach: 'admin' },
      { kind: 'discountLimit', name: 'Above 10 %', when: {}, maxDiscountBp: 1_000, onBreach: 'manager' },
    ]);
    const thin = { ...priced({ costMinor: 7_500 }), ruleSet };
    const same = aRequest(2_000, aContext({ ruleSet }));
    expect(approved(same, thin, { ...thin, actor: MARTA })).toMatchObject({ code: 'approverLimit' });
    expect(approved(same, thin, thin)).not.toHaveProperty('code');
  });

  it('lower costs do not make an approval easier', () => {
    const deep = aRequest(3_000);
    const cheap = priced({ costMinor: 100, listPriceMinor: 7_100 });
    expect(standing(deep, cheap).requiredApprover).toBe('admin');
    expect(approved(deep, cheap, { ...cheap, actor: MARTA })).toMatchObject({ code: 'approverLimit' });
  });
});

describe('what the approver saw', () => {
  const request = aRequest(2_000);
  const dearer = priced({ costMinor: 6_500 });

  it('an approval binds to what the approver saw: a later change of cost must be looked at again', () => {
    expect(approved(request, {}, dearer)).toMatchObject({ code: 'inputsChanged', current: { revision: 1 } });
    expect(approved(request, dearer, {})).toMatchObject({ code: 'inputsChanged' });
    expect(approved(request, dearer, dearer)).not.toHaveProperty('code');
  });

  it('an approval stays valid when only irrelevant inputs differ, and the current versions are recorded', () => {
    const later = { statistics: aStatistics({ version: 7, averageMarginBp: 3_400 }), governance: aGovernance() };
    expect(approved(request, {}, later)).toMatchObject({ inputs: { statisticsVersion: 7 } });
  });

  it('the revision’s own evaluation counts as seen if the program does not say what it showed', () => {
    const bare = aCommand('request.approve', { requestId: REQUEST_ID, note: null });
    expect(decide(bare, request, aContext({ actor: OLGA })).accepted).toBe(true);
    const decision = decide(bare, request, aContext({ actor: OLGA, ...dearer }));
    expect(decision.accepted ? null : decision.refusal.code).toBe('inputsChanged');
  });

  it('what the approver saw approves nothing if the server cannot read it, although the revision’s own evaluation would do', () => {
    for (const provisional of [
      { verdict: 'review', basis: { ofAnotherVersion: true } },
      { basis: 7 },
      'nonsense',
      [7],
    ]) {
      const { provisional: read } = commandEnvelopeSchema.parse({
        ...aCommand('request.approve', { requestId: REQUEST_ID, note: null }),
        provisional,
      });
      const command = { ...aCommand('request.approve', { requestId: REQUEST_ID, note: null }), provisional: read };
      const decision = decide(command, request, aContext({ actor: OLGA }));
      expect(decision.accepted ? null : decision.refusal.code).toBe('inputsChanged');
    }
  });

  it('what was seen is never enough for a product now sold in another unit, because its prices cannot be compared', () => {
    const byKg = { ...request, items: request.items.map((item) => ({ ...item, unit: 'kg' })) };
    const byMetre = priced({ unit: 'm', costMinor: 100, listPriceMinor: 7_100 });
    const { unitChanges, changes, now, atCostsOfNow } = standing(byKg, byMetre);
    expect(unitChanges).toEqual([{ productId: anId('p', 1), name: 'Product 1', from: 'kg', to: 'm' }]);
    expect(changes).toEqual([]);
    // At the prices for one kilogram, as those for one metre mean nothing here.
    expect([now.total, atCostsOfNow.total]).toEqual([request.evaluation.total, request.evaluation.total]);
    const refusal = approved(byKg, byMetre, byMetre);
    expect(refusal).toMatchObject({ code: 'inputsChanged' });
    expect(refusal).toMatchObject({ params: { name: 'Product 1', what: 'unit', from: 'kg', to: 'm' } });
    const pieces = { ...request, items: request.items.map((item) => ({ ...item, unit: 'pcs' })) };
    expect(approved(pieces, priced({ unit: 'kg' }), priced({ unit: 'kg' }))).toMatchObject({ code: 'inputsChanged' });
  });

  it('what the approver saw is of the same unit however it is spelled, and of an unknown one in a line of an earlier version', () => {
    for (const [unit, now] of [
      ['kg', ' KG.'],
      [null, 'kg'],
      ['', ''],
    ] as const) {
      const asked = { ...request, items: request.items.map((item) => ({ ...item, unit })) };
      expect(standing(asked, priced({ unit: now })).unitChanges).toEqual([]);
      expect(approved(asked, priced({ unit: now }), priced({ unit: now }))).not.toHaveProperty('code');
    }
  });

  const worlds = fc.record({
    costMinor: fc.integer({ min: 0, max: 9_900 }),
    listPriceMinor: fc.constantFrom(10_000, 10_000, 9_000, 12_000),
    adminAboveBp: fc.constantFrom(2_500, 2_500, 1_800, 3_000),
  });
  const contextOf = ({
    costMinor,
    listPriceMinor,
    adminAboveBp,
  }: typeof worlds extends fc.Arbitrary<infer T> ? T : never) => ({
    ...priced({ costMinor, listPriceMinor }),
    ruleSet: aRuleSet([
      { kind: 'discountLimit', name: 'Manager', when: {}, maxDiscountBp: 1_000, onBreach: 'manager' },
      { kind: 'discountLimit', name: 'Admin', when: {}, maxDiscountBp: adminAboveBp, onBreach: 'admin' },
      { kind: 'minimumMargin', name: 'Never below cost', when: {}, minMarginBp: 0, onBreach: 'forbid' },
    ]),
  });

  it('what the approver saw never leads to an approval on anything else (law 7), nor below cost, nor above a manager’s authority', () => {
    let accepted = 0;
    fc.assert(
      fc.property(worlds, worlds, fc.boolean(), fc.constantFrom(MARTA, OLGA), (saw, now, isSame, actor) => {
        const seen = contextOf(isSame ? now : saw);
        const stands = contextOf(now);
        const result = approved(request, seen, { ...stands, actor });
        if ('code' in result) return;
        accepted += 1;
        const { basis, requiredApprover, atCostsOfNow } = standing(request, stands);
        expect(isSameBasis(standing(request, seen).basis, basis)).toBe(true);
        expect(atCostsOfNow.total.marginMinor).toBeGreaterThanOrEqual(0);
        if (actor === MARTA) expect(requiredApprover).not.toBe('admin');
      }),
      { numRuns: 500 },
    );
    expect(accepted).toBeGreaterThan(50);
  });

  it('the basis equals the revision’s own while nothing has changed', () => {
    expect(standing(request, {}).basis).toEqual(basisOfRevision(request));
    expect(standing(request, {}).changes).toEqual([]);
  });
});
