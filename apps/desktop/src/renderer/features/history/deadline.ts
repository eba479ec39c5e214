import { type DiscountRequest, OPEN_STATUSES } from '@marginiq/contract/discount-request';
import type { Formats } from '@marginiq/ui/format';
import { t } from '@marginiq/ui/messages';

const SOON_MS = 3 * 86_400_000;
const OPEN: ReadonlySet<DiscountRequest['status']> = new Set(OPEN_STATUSES);

export interface Deadline {
  /** Near enough to be pointed out. */
  isSoon: boolean;
  short: string;
  sentence: string;
}

/** When an open request is closed as expired; null for one that is not open. @param now in milliseconds */
export function deadlineOf(
  { status, expiresAt }: Pick<DiscountRequest, 'status' | 'expiresAt'>,
  { now, formats }: { now: number; formats: Pick<Formats, 'date'> },
): Deadline | null {
  if (!OPEN.has(status)) return null;
  const left = Date.parse(expiresAt) - now;
  const date = formats.date(expiresAt);
  if (left <= 0)
    return { isSoon: true, short: t('deadline.over', { date }), sentence: t('deadline.detailOver', { date }) };
  const sentence = t(status === 'adjustmentRequested' ? 'deadline.detailChanges' : 'deadline.detail', { date });
  return { isSoon: left < SOON_MS, short: t('deadline.open', { date }), sentence };
}
