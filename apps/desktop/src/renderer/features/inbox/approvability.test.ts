import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { ActingUser } from '@marginiq/domain/context';
import {
  ANNA,
  aCompany,
  aCustomer,
  aGovernance,
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
import { approvability, choicesOff, isOutOfDate } from './approvability.ts';
import { approvalFaultWords } from './approval-fault-words.ts';

const byId = <T extends { id: string }>(all: T[]) => new Map(all.map((one) => [one.id, one]));
function knowledge(
  change: {
    customer?: Parameters<typeof aCustomer>[0];
    ruleSet?: Knowledge['reference']['ruleSet'];
    costMinor?: number;
    ownerActive?: boolean;
    unit?: string;
  } = {},
) {
  const { customer = {}, ruleSet = aRuleSet(), costMinor = 6_000, ownerActive: active = true, unit = 'piece' } = change;
  return {
    reference: {
      company: aCompany(),
      ruleSet,
      governance: aGovernance(),
      statistics: aStatistics(),
      people: byId([aPerson(ANNA, { active }), aPerson(MARTA), aPerson(OLGA)]),
    },
    customers: byId([aCustomer(customer)]),
    products: byId([1, 2, 3, 4, 5].map((number) => aProduct(number, { costMinor, unit }))),
  } satisfies Knowledge;
}
const faultFor = (actor: ActingUser, request: DiscountRequest, known: Knowledge | null) =>
  approvability(request, known, { actor, now: NOW, isComplete: true }).fault;

describe('whether a request can be approved now', () => {
  const request = aRequest(1_500);

  it('a request within a manager’s limits can be approved', () => {
    expect(faultFor(MARTA, request, knowledge())).toBeNull();
  });

  it('a customer who has since been blocked turns approving off, for an admin too', () => {
    for (const actor of [MARTA, OLGA]) {
      expect(faultFor(actor, request, knowledge({ customer: { blocked: true } }))?.code).toBe('customerBlocked');
    }
  });

  it('what only an admin may approve is off for a manager and on for an admin', () => {
    const deep = aRequest(3_000);
    const fault = faultFor(MARTA, deep, knowledge());
    expect(fault?.code).toBe('approverLimit');
    expect(fault && approvalFaultWords(fault, deep)).toMatch(/^It needs an admin/);
    expect(faultFor(OLGA, deep, knowledge())).toBeNull();
  });

  it('a refusal by a limit that was lowered later says that the current limits apply', () => {
    const stricter = aRuleSet([
      { kind: 'discountLimit', name: 'Above 5 %', when: {}, maxDiscountBp: 500, onBreach: 'admin' },
    ]);
    const fault = faultFor(MARTA, request, knowledge({ ruleSet: stricter }));
    expect(fault && approvalFaultWords(fault, request)).toMatch(/^Under the current limits/);
  });

  it('a limit that nobody may exceed is named', () => {
    const forbidding = aRuleSet([
      { kind: 'discountLimit', name: 'Never above 12 %', when: {}, maxDiscountBp: 1_200, onBreach: 'forbid' },
    ]);
    const fault = faultFor(OLGA, request, knowledge({ ruleSet: forbidding }));
    expect(fault?.code).toBe('guardrail');
    expect(fault?.forbidding.map(({ label }) => label)).toContain('Never above 12 %');
  });

  it('a cost that has risen turns approving off if nobody may sell below cost, and says by how much', () => {
    const known = knowledge({ costMinor: 9_500 });
    expect(faultFor(OLGA, request, known)?.code).toBe('guardrail');
    const { standing } = approvability(request, known, { actor: OLGA, now: NOW, isComplete: true });
    expect(standing?.changes).toMatchObject([{ what: 'cost', fromMinor: 6_000, toMinor: 9_500 }]);
    expect(standing?.atCostsOfNow.total.marginBp).toBeLessThan(0);
  });

  it('a cost that has risen a little leaves approving on: the approver sees it', () => {
    expect(faultFor(MARTA, request, knowledge({ costMinor: 6_500 }))).toBeNull();
  });

  it('another unit turns approving off for everybody, says so, and leaves asking for changes', () => {
    const known = knowledge({ unit: 'kg' });
    for (const actor of [MARTA, OLGA]) {
      const fault = faultFor(actor, request, known);
      expect(fault).toMatchObject({ code: 'inputsChanged', isOtherUnit: true });
      expect(fault && approvalFaultWords(fault, request)).toMatch(/^A product is sold by another unit now/);
      expect(choicesOff(fault)).toEqual(['approve']);
    }
    const { standing } = approvability(request, known, { actor: OLGA, now: NOW, isComplete: true });
    expect(standing?.unitChanges).toMatchObject([{ from: 'piece', to: 'kg' }]);
  });

  it('after the deadline nothing can be decided, and for somebody who has left only rejected', () => {
    const late = new Date(Date.parse(request.expiresAt) + 1).toISOString();
    const { fault } = approvability(request, knowledge(), { actor: MARTA, now: late, isComplete: true });
    expect(fault?.code).toBe('expired');
    expect(choicesOff(fault)).toEqual(['approve', 'adjust', 'reject']);
    const left = faultFor(OLGA, request, knowledge({ ownerActive: false }));
    expect(left?.code).toBe('ownerLeft');
    expect(choicesOff(left)).toEqual(['approve', 'adjust']);
    expect(choicesOff(null)).toEqual([]);
  });

  it('a company without rules approves nothing', () => {
    expect(faultFor(MARTA, request, knowledge({ ruleSet: null }))?.code).toBe('notConfigured');
  });

  it('after a complete reading, nothing that is missing keeps a request from being judged', () => {
    const known = { ...knowledge(), products: new Map() };
    expect(approvability(request, known, { actor: MARTA, now: NOW, isComplete: true }).isArriving).toBe(false);
    expect(faultFor(MARTA, request, { ...knowledge(), customers: new Map() })?.code).toBe('notConfigured');
  });
});

describe('a request that arrives before what it is evaluated with', () => {
  const request = aRequest(1_500);
  const all = knowledge();
  const during = (known: Knowledge | null) =>
    approvability(request, known, { actor: MARTA, now: NOW, isComplete: false });

  it.each<[string, Knowledge | null]>([
    ['anything at all', null],
    ['its customer', { ...all, customers: new Map() }],
    ['its products', { ...all, products: new Map() }],
    ['its owner', { ...all, reference: { ...all.reference, people: new Map() } }],
    ['the rules', { ...all, reference: { ...all.reference, ruleSet: null } }],
    ['the governance', { ...all, reference: { ...all.reference, governance: null } }],
    ['the statistics', { ...all, reference: { ...all.reference, statistics: null } }],
  ])('before %s, no fault is said of it, and it cannot be approved yet', (_, known) => {
    expect(during(known)).toEqual({ fault: null, isArriving: true, standing: null });
  });

  it('a request that comes with everything that it needs is evaluated before the rest has arrived', () => {
    expect(during(all)).toMatchObject({ fault: null, isArriving: false });
    expect(during(knowledge({ customer: { blocked: true } })).fault?.code).toBe('customerBlocked');
  });
});

describe('the evaluation of when a request was submitted, beside what stops an approval now', () => {
  it('a request’s evaluation is out of date if it does not say what stops an approval now', () => {
    const request = aRequest(1_500);
    const blocked = faultFor(MARTA, request, knowledge({ customer: { blocked: true } }));
    expect(isOutOfDate(request, blocked)).toBe(true);
    const stricter = aRuleSet([
      { kind: 'discountLimit', name: 'Above 5 %', when: {}, maxDiscountBp: 500, onBreach: 'admin' },
    ]);
    expect(isOutOfDate(request, faultFor(MARTA, request, knowledge({ ruleSet: stricter })))).toBe(true);
  });

  it('a request is not out of date if nothing stops it, or it asked for an admin from the beginning', () => {
    expect(isOutOfDate(aRequest(1_500), null)).toBe(false);
    const deep = aRequest(3_000);
    expect(isOutOfDate(deep, faultFor(MARTA, deep, knowledge()))).toBe(false);
  });
});
