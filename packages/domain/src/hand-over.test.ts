import { type DiscountRequest, discountRequestSchema } from '@marginiq/contract/discount-request';
import { MAX_STEPS } from '@marginiq/contract/limits';
import { REQUEST_STATUSES } from '@marginiq/contract/request-status';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from './decide.ts';
import { decideHandOver, recipientOf } from './hand-over.ts';
import { ANNA, aCommand, aContext, aPerson, aRequest, BEN, OLGA, TEAM_NORTH } from './testing/fixtures.ts';

const by = { userId: OLGA.userId, name: OLGA.name, role: OLGA.role };
const LATER = '2026-06-03T12:00:00.000Z';

function recipient(person = BEN) {
  const found = recipientOf(aPerson(person));
  if (typeof found === 'string') throw new Error(found);
  return found;
}
const handed = (request: DiscountRequest, to = recipient()) => decideHandOver(request, to, { by, at: LATER });
const withSteps = (count: number, change: Partial<DiscountRequest> = {}): DiscountRequest => {
  const request = aRequest();
  return { ...request, steps: Array.from({ length: count }, () => request.steps[0] as never), ...change };
};

describe('a hand-over', () => {
  it('a hand-over step says from whom to whom, by whom and when', () => {
    const before = aRequest();
    expect(handed(before)).toMatchObject({
      accepted: true,
      request: {
        ownerId: BEN.userId,
        ownerName: 'Ben',
        teamId: BEN.teamId,
        status: before.status,
        revision: before.revision,
        changedAt: LATER,
        steps: [...before.steps, { kind: 'handOver', by, at: LATER, handOver: { from: 'Anna', to: 'Ben' } }],
      },
    });
  });

  it('a hand-over to its own owner only changes the team, even if there is no room for a step', () => {
    const before = withSteps(MAX_STEPS, { teamId: null });
    expect(handed(before, recipient(ANNA))).toEqual({ accepted: true, request: { ...before, teamId: TEAM_NORTH } });
  });

  it('nothing is handed to a person who has left or has no team', () => {
    expect(recipientOf(aPerson(BEN, { active: false }))).toBe('left');
    expect(recipientOf(aPerson(OLGA))).toBe('noTeam');
  });

  it('a hand-over leaves an open request the steps of its end, and says that it can be rejected', () => {
    expect(handed(withSteps(89)).accepted).toBe(true);
    const refusal = { accepted: false, refusal: { code: 'tooManySteps', request: expect.any(String), isOpen: true } };
    expect(handed(withSteps(90))).toEqual(refusal);
  });

  it('handing over a closed request needs room only for its own step, and for the sale if that is still to be recorded', () => {
    expect(handed(withSteps(99, { status: 'rejected' })).accepted).toBe(true);
    expect(handed(withSteps(99, { status: 'approved', sale: 'won' })).accepted).toBe(true);
    expect(handed(withSteps(98, { status: 'approved' })).accepted).toBe(true);
    for (const full of [withSteps(99, { status: 'approved' }), withSteps(100, { status: 'rejected' })]) {
      expect(handed(full)).toMatchObject({ accepted: false, refusal: { code: 'tooManySteps', isOpen: false } });
    }
  });

  it('a hand-over never makes a request that nobody can read, or that cannot be ended', () => {
    const any = fc.record({
      count: fc.integer({ min: 1, max: MAX_STEPS }),
      status: fc.constantFrom(...REQUEST_STATUSES),
    });
    let ended = 0;
    fc.assert(
      fc.property(any, ({ count, status }) => {
        const result = handed(withSteps(count, { status }));
        if (!result.accepted) return;
        expect(discountRequestSchema.safeParse(result.request).success).toBe(true);
        if (status !== 'underReview') return;
        ended += 1;
        const command = aCommand('request.reject', { requestId: result.request.id, reason: 'No.' });
        expect(decide(command, result.request, aContext({ actor: OLGA })).accepted).toBe(true);
      }),
    );
    expect(ended).toBeGreaterThan(0);
  });
});
