import type { ActingUser } from '@marginiq/domain/context';
import {
  ANNA,
  aCompany,
  aCustomer,
  aGovernance,
  anId,
  aPerson,
  aProduct,
  aRequest,
  aRuleSet,
  aStatistics,
  MARTA,
  NOW,
  OLGA,
} from '@marginiq/domain/testing/fixtures';
import type { Knowledge } from '@marginiq/sync/database/local-data';
import { describe, expect, it } from 'vitest';
import { faultOfSuggestion } from './suggestion-fault.ts';

const byId = <T extends { id: string }>(all: T[]) => new Map(all.map((one) => [one.id, one]));
const knowledge = (change: { ruleSet?: Knowledge['reference']['ruleSet']; blocked?: boolean } = {}): Knowledge => ({
  reference: {
    company: aCompany(),
    ruleSet: change.ruleSet === undefined ? aRuleSet() : change.ruleSet,
    governance: aGovernance(),
    statistics: aStatistics(),
    people: byId([aPerson(ANNA), aPerson(MARTA), aPerson(OLGA)]),
  },
  customers: byId([aCustomer({ blocked: change.blocked ?? false })]),
  products: byId([1, 2].map((number) => aProduct(number))),
});
const fault = (suggestedBp: number, asked: number, { actor = MARTA, known = knowledge() } = {}) =>
  faultOfSuggestion(suggestedBp, aRequest(asked), { knowledge: known, actor: actor as ActingUser, now: NOW });

describe('a discount that is suggested with a request for changes', () => {
  it('a suggestion may be less than was requested', () => {
    expect(fault(1_200, 1_500)).toBeNull();
    expect(fault(0, 1_500)).toBeNull();
  });

  it('a suggestion may not be more than was requested, whoever makes it', () => {
    expect(fault(1_501, 1_500)).toBe('aboveAsked');
    expect(fault(1_501, 1_500, { actor: OLGA })).toBe('aboveAsked');
    expect(fault(1_500, 1_500)).toBeNull();
  });

  it('a discount that is suggested with a request for changes is compared with the highest discount of any line, because it is an upper limit for every line', () => {
    const request = aRequest(1_500);
    const [item] = request.items;
    if (item === undefined) throw new Error('the request has no item');
    const items = [item, { ...item, productId: anId('p', 2), discountBp: 500 }];
    const judged = { knowledge: knowledge(), actor: MARTA, now: NOW };
    expect(faultOfSuggestion(1_200, { ...request, items }, judged)).toBeNull();
  });

  it('a suggestion may not need more authority than the person who makes it has', () => {
    expect(fault(2_600, 3_000)).toBe('needsAdmin');
    expect(fault(2_600, 3_000, { actor: OLGA })).toBeNull();
    expect(fault(2_500, 3_000)).toBeNull();
  });

  it('a suggestion may not exceed an absolute limit that was lowered since', () => {
    const ruleSet = aRuleSet([
      { kind: 'discountLimit', name: 'Never above 12 %', when: {}, maxDiscountBp: 1_200, onBreach: 'forbid' },
    ]);
    expect(fault(1_300, 1_500, { actor: OLGA, known: knowledge({ ruleSet }) })).toBe('aboveLimits');
  });

  it('a suggestion is not blamed for what no discount can mend, nor while the rules have not arrived', () => {
    expect(fault(1_200, 1_500, { known: knowledge({ blocked: true }) })).toBeNull();
    expect(fault(1_200, 1_500, { known: knowledge({ ruleSet: null }) })).toBeNull();
    expect(faultOfSuggestion(1_200, aRequest(1_500), { knowledge: null, actor: MARTA, now: NOW })).toBeNull();
  });
});
