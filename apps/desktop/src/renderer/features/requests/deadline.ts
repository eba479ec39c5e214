import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { approvedUntil } from '@marginiq/domain/deadlines';
import { awaitsOwner, isApproved, isOpen } from '@marginiq/domain/status';
import type { Formats } from '@marginiq/ui/format';
import { t } from '@marginiq/ui/messages';

const SOON_MS = 3 * 86_400_000;

export interface Deadline {
  /** Near enough to be pointed out. */
  isSoon: boolean;
  short: string;
  sentence: string;
}

type Course = Pick<DiscountRequest, 'status' | 'expiresAt' | 'approvedUntil' | 'steps' | 'sale'>;

interface Shown {
  /** In milliseconds. */
  now: number;
  formats: Pick<Formats, 'date'>;
}

/** Until when what was approved can be sold; null once it is known how the sale ended. */
function validityOf({ sale, ...request }: Course, { now, formats }: Shown): Deadline | null {
  const until = sale === 'unknown' && isApproved(request) ? approvedUntil(request) : null;
  if (until === null) return null;
  const date = formats.date(until);
  const left = Date.parse(until) - now;
  if (left < 0) {
    return {
      isSoon: true,
      short: t('deadline.approvalOver', { date }),
      sentence: t('deadline.detailApprovalOver', { date }),
    };
  }
  const sentence = t('deadline.detailApproval', { date });
  return { isSoon: left < SOON_MS, short: t('deadline.approval', { date }), sentence };
}

/** When an open request is closed as expired, or until when an approved one can be sold; null for any other. */
export function deadlineOf(course: Course, { now, formats }: Shown): Deadline | null {
  const { expiresAt } = course;
  if (!isOpen(course)) return validityOf(course, { now, formats });
  const left = Date.parse(expiresAt) - now;
  const date = formats.date(expiresAt);
  if (left < 0)
    return { isSoon: true, short: t('deadline.over', { date }), sentence: t('deadline.detailOver', { date }) };
  const sentence = t(awaitsOwner(course) ? 'deadline.detailChanges' : 'deadline.detail', { date });
  return { isSoon: left < SOON_MS, short: t('deadline.open', { date }), sentence };
}
