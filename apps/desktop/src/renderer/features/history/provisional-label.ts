import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { RequestView } from '@marginiq/sync/overlay';

const EXPECTED: Record<DiscountRequest['status'], string> = {
  draft: 'Draft',
  underReview: 'Pending · will go to review',
  adjustmentRequested: 'Pending · adjustment asked',
  approved: 'Pending · approval not sent',
  autoApproved: 'Pending · expected to pass the rules',
  rejected: 'Pending · rejection not sent',
  withdrawn: 'Pending · withdrawal not sent',
  expired: 'Pending',
};

/** How a request with unsent commands is called, or null when the server's word stands. */
export function provisionalLabel({ request, pending }: RequestView): string | null {
  const last = pending.at(-1);
  if (last === undefined) return null;
  if (last.type === 'request.recordSale') return `Pending · ${request.sale} not sent`;
  return EXPECTED[request.status];
}
