import type { Instant } from '@marginiq/contract/scalars';

/** How long a request waits for a decision before it is closed as expired. */
export const REVIEW_DAYS = 14;

export function reviewDeadline(submittedAt: Instant): Instant {
  return new Date(Date.parse(submittedAt) + REVIEW_DAYS * 86_400_000).toISOString();
}
