import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyAll } from './apply.ts';
import { evaluationContext } from './assess.ts';
import { decide } from './decide.ts';
import { suggestionFault, withSuggestion } from './suggestion.ts';
import {
  aCommand,
  aContext,
  aCustomer,
  anId,
  aProduct,
  aRequest,
  aRuleSet,
  MARTA,
  OLGA,
  REQUEST_ID,
} from './testing/fixtures.ts';

const fault = (suggestedBp: number, asked: number, actor = MARTA, change: Parameters<typeof aContext>[0] = {}) =>
  suggestionFault(suggestedBp, aRequest(asked), { actor, context: evaluationContext(aContext(change)) });

describe('a discount that is suggested with a request for changes', () => {
  it('a suggestion may be as much as was requested and not more, whoever makes it', () => {
    expect([fault(1_500, 1_500), fault(0, 1_500)]).toEqual([null, null]);
    expect([fault(1_501, 1_500), fault(1_501, 1_500, OLGA)]).toEqual(['aboveAsked', 'aboveAsked']);
  });

  it('a discount that is suggested with a request for changes may not need more authority than the person who suggests it has', () => {
    expect([fault(2_500, 3_000), fault(2_600, 3_000)]).toEqual([null, 'needsAdmin']);
    expect(fault(2_600, 3_000, OLGA)).toBeNull();
  });

  it('a suggestion may not exceed the absolute limits, at the current prices', () => {
    const ruleSet = aRuleSet([
      { kind: 'minimumMargin', name: 'Never below cost', when: {}, minMarginBp: 0, onBreach: 'forbid' },
    ]);
    const products = new Map([[anId('p', 1), aProduct(1, { costMinor: 9_000 })]]);
    expect(fault(1_200, 1_500, OLGA, { ruleSet })).toBeNull();
    expect(fault(1_200, 1_500, OLGA, { ruleSet, products })).toBe('aboveLimits');
  });

  it('a discount that is suggested with a request for changes is not blamed for what no discount mends, nor while the rules are not known', () => {
    expect(fault(1_200, 1_500, MARTA, { customer: aCustomer({ blocked: true }) })).toBeNull();
    expect(fault(1_200, 1_500, MARTA, { ruleSet: null })).toBeNull();
  });

  it('a suggestion lowers the lines that exceed it, and leaves the others', () => {
    const items = [2_100, 500].map((discountBp) => ({ productId: 'p', quantity: 1, discountBp }));
    expect(withSuggestion(items, 1_800).map(({ discountBp }) => discountBp)).toEqual([1_800, 500]);
    expect(withSuggestion(items, null)).toEqual(items);
  });

  it('a discount that is suggested with a request for changes that was accepted can be approved by its author, once it has been revised to', () => {
    const discounts = fc.tuple(fc.integer({ min: 1_100, max: 3_800 }), fc.integer({ min: 0, max: 4_000 }));
    const reached = { refused: 0, approvedByRules: 0, approved: 0 };
    fc.assert(
      fc.property(discounts, ([asked, suggested]) => {
        const request = aRequest(asked);
        const args = { requestId: REQUEST_ID, reason: 'Less.', suggestedDiscountBp: suggested };
        const said = decide(aCommand('request.requestAdjustment', args), request, aContext({ actor: MARTA }));
        if (!said.accepted) {
          reached.refused += 1;
          return;
        }
        const items = withSuggestion(request.items, suggested).map(({ productId, quantity, discountBp }) => ({
          productId,
          quantity,
          discountBp,
        }));
        const revise = aCommand('request.revise', { requestId: REQUEST_ID, items, justification: '' });
        const revised = decide(revise, applyAll(request, said.events), aContext());
        const second = revised.accepted ? applyAll(applyAll(request, said.events), revised.events) : null;
        if (second === null) throw new Error('the revision was refused');
        if (second.status === 'autoApproved') {
          reached.approvedByRules += 1;
          return;
        }
        const approve = aCommand('request.approve', { requestId: REQUEST_ID, note: null }, { baseRevision: 2 });
        expect(decide(approve, second, aContext({ actor: MARTA })).accepted).toBe(true);
        reached.approved += 1;
      }),
      { numRuns: 300 },
    );
    for (const times of Object.values(reached)) expect(times, JSON.stringify(reached)).toBeGreaterThan(0);
  });
});
