import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canApprove, hasApprover } from './approvers.ts';
import { decide } from './decide.ts';
import {
  ANNA,
  aCommand,
  aContext,
  aCustomer,
  aPerson,
  aRequest,
  EVERYBODY,
  MARTA,
  OLGA,
  REQUEST_ID,
} from './testing/fixtures.ts';

const people = EVERYBODY.map((one) => aPerson(one));
const without = (...names: string[]) => people.filter(({ name }) => !names.includes(name));
const waiting = (request: ReturnType<typeof aRequest>) => ({
  ...request,
  requiredApprover: request.evaluation.requiredApprover,
});

describe('who can approve a request', () => {
  it('nobody can approve the only admin’s own deep request', () => {
    const own = waiting(
      aRequest(3_000, aContext({ actor: OLGA, owner: aPerson(OLGA), customer: aCustomer({ ownerId: OLGA.userId }) })),
    );
    expect(hasApprover(own, people)).toBe(false);
    const second = aPerson({ ...OLGA, userId: ANNA.userId });
    expect(hasApprover(own, [...people, second])).toBe(true);
  });

  it('who can approve a request is an admin if the team has no manager who could', () => {
    const asked = waiting(aRequest(2_000));
    expect(hasApprover(asked, without('Marta'))).toBe(true);
    expect(hasApprover(asked, without('Marta', 'Olga'))).toBe(false);
  });

  it('who can approve a request is exactly whose approval is accepted', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...EVERYBODY),
        fc.constantFrom(ANNA, MARTA),
        fc.constantFrom(2_000, 3_000),
        (actor, owner, bp) => {
          const request = aRequest(
            bp,
            aContext({ actor: owner, owner: aPerson(owner), customer: aCustomer({ ownerId: owner.userId }) }),
          );
          const approve = aCommand('request.approve', { requestId: REQUEST_ID, note: null });
          const decision = decide(approve, request, aContext({ actor, owner: aPerson(owner) }));
          expect(canApprove(aPerson(actor), waiting(request))).toBe(decision.accepted);
        },
      ),
    );
  });
});
