import { SALE_RESULTS } from '@marginiq/contract/discount-request';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyAll } from './apply.ts';
import { approvedUntil, isOverdue, isTooLateToWin } from './deadlines.ts';
import { decide } from './decide.ts';
import { aCommand, aContext, aGovernance, aRequest, MARTA, NOW, REQUEST_ID } from './testing/fixtures.ts';

const DAY = 86_400_000;
const after = (ms: number) => new Date(Date.parse(NOW) + ms).toISOString();
const won = aCommand('request.recordSale', { requestId: REQUEST_ID, sale: 'won' });
const lost = aCommand('request.recordSale', { requestId: REQUEST_ID, sale: 'lost' });

describe('the deadline of a decision', () => {
  it('a deadline is exact to the millisecond, by the clock of whoever decides', () => {
    const request = aRequest();
    const approve = aCommand('request.approve', { requestId: REQUEST_ID, note: null });
    const at = (now: string) => decide(approve, request, aContext({ actor: MARTA, now })).accepted;
    expect(at(request.expiresAt)).toBe(true);
    expect(at(new Date(Date.parse(request.expiresAt) + 1).toISOString())).toBe(false);
    expect(isOverdue({ ...request, status: 'approved' }, after(100 * DAY))).toBe(false);
  });
});

describe('an approval', () => {
  const withDays = (approvalDays: number | undefined) =>
    aContext({ governance: { ...aGovernance(), ...(approvalDays === undefined ? {} : { approvalDays }) } });

  it('an approval is valid for as many days as the company says, thirty if it says nothing', () => {
    expect(aRequest(500, withDays(undefined)).approvedUntil).toBe(after(30 * DAY));
    expect(aRequest(500, withDays(7)).approvedUntil).toBe(after(7 * DAY));
    const approve = aCommand('request.approve', { requestId: REQUEST_ID, note: null });
    const decision = decide(approve, aRequest(), { ...withDays(7), actor: MARTA, now: after(DAY) });
    expect(decision.accepted && applyAll(aRequest(), decision.events)?.approvedUntil).toBe(after(8 * DAY));
    expect(aRequest().approvedUntil).toBeUndefined();
  });

  it('an approval can be sold until then and not later, and can always be lost', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 0, max: 500 * DAY }), (days, later) => {
        const request = aRequest(500, withDays(days));
        const context = { ...withDays(days), now: after(later) };
        const sold = decide(won, request, context);
        expect(sold.accepted ? null : sold.refusal.code).toBe(later > days * DAY ? 'approvalExpired' : null);
        expect(decide(lost, request, context).accepted).toBe(true);
      }),
    );
  });

  it('an approval is too late to be sold exactly when recording it as won is refused for that, so never once it was won', () => {
    const sold = fc.constantFrom(...SALE_RESULTS);
    fc.assert(
      fc.property(sold, fc.integer({ min: 0, max: 60 * DAY }), (sale, later) => {
        const request = { ...aRequest(500), sale };
        const now = after(later);
        const decision = decide(won, request, aContext({ now }));
        const isRefused = !decision.accepted && decision.refusal.code === 'approvalExpired';
        expect(isTooLateToWin(request, now)).toBe(isRefused);
      }),
    );
  });

  it('an approval from before approvals had an end counts thirty days from its step', () => {
    const { approvedUntil: _until, ...old } = aRequest(500);
    expect(approvedUntil(old)).toBe(after(30 * DAY));
    expect(decide(won, old, aContext({ now: after(730 * DAY) }))).toMatchObject({ accepted: false });
    expect(approvedUntil(aRequest())).toBeNull();
  });
});
