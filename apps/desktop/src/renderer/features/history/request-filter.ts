import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { requestCode } from '@marginiq/domain/request-code';
import type { RequestView } from '@marginiq/sync/overlay';

export const REQUEST_GROUPS = ['open', 'decided', 'all'] as const;
export type RequestGroup = (typeof REQUEST_GROUPS)[number];

const OPEN = new Set<DiscountRequest['status']>(['draft', 'underReview', 'adjustmentRequested']);

export const isUndecided = (status: DiscountRequest['status']): boolean => OPEN.has(status);

/** Open: something is still to happen, a pending command among it. */
export function isOpen({ request, pending, refused, doomed }: RequestView): boolean {
  return OPEN.has(request.status) || pending.length > 0 || refused.length > 0 || doomed.length > 0;
}

/** The requests of a group whose code, customer, salesperson or product hold the words looked for. */
export function filterRequests(views: readonly RequestView[], group: RequestGroup, words: string): RequestView[] {
  const wanted = words.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return views.filter((view) => {
    if (group !== 'all' && isOpen(view) !== (group === 'open')) return false;
    if (wanted.length === 0) return true;
    const { id, customerName, ownerName, items } = view.request;
    const text = [requestCode(id), customerName, ownerName, ...items.map(({ name }) => name)]
      .join(' ')
      .toLocaleLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
