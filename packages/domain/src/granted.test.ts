import type { DiscountRequest } from '@marginiq/contract/discount-request';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyAll } from './apply.ts';
import { decide } from './decide.ts';
import { Grants } from './granted.ts';
import { aContext, aGovernance, anId, aSubmit, NOW } from './testing/fixtures.ts';

const DAY = 86_400_000;
const after = (ms: number) => new Date(Date.parse(NOW) + ms).toISOString();
const CUSTOMER = anId('c', 1);

/** Submits one request after the other, each in its own quantity, as the server decides them. */
function submitAll(
  quantities: readonly number[],
  {
    everyMs = 3_600_000,
    maxTotal = 500_000,
    windowDays,
  }: { everyMs?: number; maxTotal?: number; windowDays?: number } = {},
): DiscountRequest[] {
  const governance = aGovernance({ maxNetTotalMinor: maxTotal, ...(windowDays === undefined ? {} : { windowDays }) });
  const grants = new Grants();
  return quantities.map((quantity, index) => {
    const requestId = anId('q', index + 1);
    const now = after(index * everyMs);
    const items = [{ productId: anId('p', 1), quantity, discountBp: 500 }];
    const granted = grants.to(CUSTOMER, { requestId, now, governance });
    const decision = decide(aSubmit(500, { requestId, items }), null, aContext({ governance, now, granted }));
    const request = decision.accepted ? applyAll(null, decision.events) : null;
    if (request === null) throw new Error('the slice was refused');
    grants.put(request);
    return request;
  });
}

describe('slices of one deal', () => {
  it('slices are reviewed from the one that exceeds the limit together with the earlier ones', () => {
    // The whole, 80 pieces for 8,000.00, is above the limit of 5,000.00.
    const slices = submitAll([16, 16, 16, 16, 16]);
    expect(slices.map(({ status }) => status)).toEqual([
      'autoApproved',
      'autoApproved',
      'autoApproved',
      'underReview',
      'underReview',
    ]);
    expect(slices[3]?.evaluation.holdReasons).toEqual(['togetherTooHigh']);
    expect(submitAll([80])[0]?.evaluation.holdReasons).toEqual(['amountTooHigh']);
  });

  it('slices are never approved automatically for more than the limit in any window, however they are cut', () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(
        cuts,
        fc.integer({ min: 1, max: 3 * DAY }),
        fc.constantFrom(1, 7, 31),
        (quantities, everyMs, windowDays) => {
          const approved = submitAll(quantities, { everyMs, windowDays }).filter(
            ({ status }) => status === 'autoApproved',
          );
          for (const last of approved) {
            const to = Date.parse(last.submittedAt);
            const within = approved.filter(({ submittedAt }) => {
              const at = Date.parse(submittedAt);
              return at <= to && at >= to - windowDays * DAY;
            });
            const together = within.reduce((sum, { evaluation }) => sum + evaluation.total.listMinor, 0);
            expect(together).toBeLessThanOrEqual(500_000);
          }
        },
      ),
    );
  });
});

describe('what a customer was granted', () => {
  const [one, two] = submitAll([10, 20]);
  if (one === undefined || two === undefined) throw new Error('the fixture is incomplete');
  const to = (requests: DiscountRequest[], now = after(DAY), requestId: string | null = null) =>
    new Grants(requests).to(CUSTOMER, { requestId, now, governance: null });

  it('granted means approved and not lost, for this customer, within seven days, besides the request itself', () => {
    expect(to([one, two]).listMinor).toBe(300_000);
    expect(to([one, two], after(DAY), two.id).listMinor).toBe(100_000);
    expect(to([one, { ...two, sale: 'lost' }]).listMinor).toBe(100_000);
    expect(to([one, { ...two, status: 'underReview' }]).listMinor).toBe(100_000);
    expect(to([one, { ...two, customerId: anId('c', 2) }]).listMinor).toBe(100_000);
    expect(to([one, two], after(7 * DAY)).listMinor).toBe(300_000);
    expect(to([one, two], after(7 * DAY + 1)).listMinor).toBe(200_000);
  });

  it('what a customer was granted follows a request whose sale was lost afterwards', () => {
    const grants = new Grants([one, two]);
    grants.put({ ...two, sale: 'lost' });
    expect(grants.to(CUSTOMER, { requestId: null, now: after(DAY), governance: null }).listMinor).toBe(100_000);
  });

  it('what a customer was granted has one mark for the same requests in any order, and another for others', () => {
    expect(to([one, two])).toEqual(to([two, one]));
    expect(to([one]).mark).not.toBe(to([two]).mark);
    expect(to([]).mark).toBe(0);
  });
});
