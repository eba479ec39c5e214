import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Outcome } from '@marginiq/contract/outcome';
import { describe, expect, it } from 'vitest';
import { outcomeAnnouncement, statusAnnouncement } from './announcement.ts';

const REQUEST = '01890a5d-ac96-774b-bcce-b302099a8057';
const outcome = (change: Partial<Outcome>): Outcome => ({
  commandId: REQUEST,
  deviceSeq: 1,
  status: 'accepted',
  refusal: null,
  requestId: REQUEST,
  revision: 1,
  requestStatus: 'autoApproved',
  changedInputs: [],
  decidedAt: '2026-11-25T10:00:00.000Z',
  ...change,
});
const command = (type: string, verdict: 'autoApprove' | 'review' | null = null) =>
  ({ type, provisional: verdict === null ? null : { verdict } }) as Parameters<typeof outcomeAnnouncement>[1];

describe('what is announced of an outcome', () => {
  it('an approval by the rules is announced for the request that was submitted or revised', () => {
    expect(outcomeAnnouncement(outcome({}), command('request.submit', 'autoApprove'))?.title).toBe(
      'R-9A8057 is approved',
    );
    expect(outcomeAnnouncement(outcome({}), command('request.revise', 'autoApprove'))?.color).toBe('teal');
  });

  it('recording a sale, or any other action on an approved request, announces no approval', () => {
    for (const type of ['request.recordSale', 'request.withdraw', 'request.approve']) {
      expect(outcomeAnnouncement(outcome({}), command(type))).toBeNull();
    }
    expect(outcomeAnnouncement(outcome({}), null)).toBeNull();
  });

  it('a request that needs approval after all says what had changed, and names nobody who may not be the one', () => {
    const changed = outcome({ requestStatus: 'underReview', changedInputs: ['rules', 'customer'] });
    const said = outcomeAnnouncement(changed, command('request.submit', 'autoApprove'));
    expect(said?.message).toBe('Changed since you saw it: the rules and the customer’s data.');
    expect(`${said?.title} ${said?.message}`).not.toMatch(/manager|admin/i);
  });

  it('a refusal says why by its code, and never in the server’s words', () => {
    const refusal = { code: 'revisionChanged', message: 'SERVER TEXT', current: null } as const;
    const said = outcomeAnnouncement(
      outcome({ status: 'refused', refusal, revision: null, requestStatus: null }),
      command('request.approve'),
    );
    expect(said?.title).toBe('R-9A8057 was not accepted');
    expect(said?.message).toBe('The request has been revised since. Look at the current revision and decide again.');
  });

  it('a code of a newer server has a general text', () => {
    const refusal = { code: 'fromTheFuture', message: 'SERVER TEXT', current: null } as unknown as Outcome['refusal'];
    const said = outcomeAnnouncement(outcome({ status: 'refused', refusal }), null);
    expect(said?.message).toBe('The server did not accept it. Please try again, or ask an admin.');
  });
});

describe('what is announced of a request', () => {
  const request = (status: DiscountRequest['status'], role: 'manager' | 'system') =>
    ({ id: REQUEST, status, customerName: 'Hansa', steps: [{ by: { name: 'Mona', role } }] }) as DiscountRequest;
  it('a decision names who made it, and the program names nobody', () => {
    expect(statusAnnouncement(request('rejected', 'manager'))).toMatchObject({
      title: 'R-9A8057 was rejected',
      message: 'Hansa · Mona',
    });
    expect(statusAnnouncement(request('expired', 'system'))?.message).toBe('Hansa');
    expect(statusAnnouncement(request('underReview', 'manager'))).toBeNull();
  });
});
