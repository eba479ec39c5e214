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
import type { Knowledge } from '@marginiq/sync/local-data';
import { describe, expect, it } from 'vitest';
import { approvalFault } from './approvability.ts';
import { approvalFaultWords } from './approval-fault-words.ts';

const byId = <T extends { id: string }>(all: T[]) => new Map(all.map((one) => [one.id, one]));
function knowledge(
  change: { customer?: Parameters<typeof aCustomer>[0]; ruleSet?: Knowledge['reference']['ruleSet'] } = {},
) {
  const { customer = {}, ruleSet = aRuleSet() } = change;
  return {
    reference: {
      company: aCompany(),
      ruleSet,
      governance: aGovernance(),
      statistics: aStatistics(),
      people: byId([aPerson(ANNA), aPerson(MARTA), aPerson(OLGA)]),
    },
    customers: byId([aCustomer(customer)]),
    products: byId([1, 2, 3, 4, 5].map((number) => aProduct(number))),
  } satisfies Knowledge;
}
const faultFor = (actor: ActingUser, request: DiscountRequest, known: Knowledge | null) =>
  approvalFault(request, known, { actor, now: NOW });

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

  it('without the rules on this device nothing is called approvable', () => {
    expect(faultFor(MARTA, request, null)?.code).toBe('notConfigured');
    expect(faultFor(MARTA, request, knowledge({ ruleSet: null }))?.code).toBe('notConfigured');
  });
});
