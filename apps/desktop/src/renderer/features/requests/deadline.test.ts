import { createFormats } from '@marginiq/ui/format';
import { describe, expect, it } from 'vitest';
import { deadlineOf } from './deadline.ts';

const formats = createFormats('en', 'EUR', 2);
type Course = Parameters<typeof deadlineOf>[0];
const course: Omit<Course, 'status'> = { expiresAt: '2026-12-09T12:00:00.000Z', steps: [], sale: 'unknown' };
const at = (status: Course['status'], now: string, change: Partial<Course> = {}) =>
  deadlineOf({ ...course, status, ...change }, { now: Date.parse(now), formats });

describe('the deadline of a decision', () => {
  it('an open request says when it expires if nobody decides', () => {
    const deadline = at('underReview', '2026-11-25T12:00:00.000Z');
    expect(deadline).toMatchObject({ isSoon: false, short: 'Expires Dec 9, 2026' });
    expect(deadline?.sentence).toContain('decides by Dec 9, 2026');
    expect(at('adjustmentRequested', '2026-11-25T12:00:00.000Z')?.sentence).toContain('revised and approved by Dec 9');
  });

  it('the last three days are pointed out', () => {
    expect(at('underReview', '2026-12-06T11:00:00.000Z')?.isSoon).toBe(false);
    expect(at('underReview', '2026-12-06T13:00:00.000Z')?.isSoon).toBe(true);
  });

  it('a deadline that has passed is not shown as a coming one', () => {
    const over = at('underReview', '2026-12-09T12:00:00.001Z');
    expect(over).toMatchObject({ isSoon: true, short: 'Expired Dec 9, 2026' });
    expect(over?.sentence).toContain('ended on');
  });

  it('a closed request has none', () => {
    for (const status of ['rejected', 'withdrawn', 'expired'] as const) {
      expect(at(status, '2026-11-25T12:00:00.000Z')).toBeNull();
    }
  });
});

describe('the end of an approval', () => {
  const approvedUntil = '2026-12-09T12:00:00.000Z';

  it('the end of an approval is said while the sale is open, and that it is over', () => {
    for (const status of ['approved', 'autoApproved'] as const) {
      expect(at(status, '2026-11-25T12:00:00.000Z', { approvedUntil })).toMatchObject({
        isSoon: false,
        short: 'Valid until Dec 9, 2026',
      });
      expect(at(status, '2026-12-08T12:00:00.000Z', { approvedUntil })?.isSoon).toBe(true);
      const over = at(status, '2026-12-09T12:00:00.001Z', { approvedUntil });
      expect(over?.sentence).toContain('can no longer be recorded as won');
    }
  });

  it('the end of an approval is not said once it is known how the sale ended', () => {
    expect(at('approved', '2026-11-25T12:00:00.000Z', { approvedUntil, sale: 'won' })).toBeNull();
  });
});
