import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { requestCode } from '@marginiq/domain/request-code';
import { matches, searchKey, searchWords } from '@marginiq/domain/search-text';
import { isOpen as isUndecided } from '@marginiq/domain/status';
import type { RequestView } from '@marginiq/sync/replica/overlay';

export const REQUEST_GROUPS = ['open', 'decided', 'all'] as const;
export type RequestGroup = (typeof REQUEST_GROUPS)[number];

/** Open: something is still to happen, a pending command among it. */
export function isOpen({ request, pending, refused, doomed }: RequestView): boolean {
  return isUndecided(request) || pending.length > 0 || refused.length > 0 || doomed.length > 0;
}

/** The search text of a request. @param customerCode null if the customer is not on this device */
function keyOf({ id, customerName, ownerName, items }: DiscountRequest, customerCode: string | null): string {
  const names = items.map(({ name }) => name);
  return searchKey([requestCode(id), customerName, customerCode ?? '', ownerName, ...names].join(' '));
}

/** Finds requests. A key is folded once for each document and not with each letter that is typed. */
export class RequestSearch {
  readonly #keys = new WeakMap<DiscountRequest, string>();

  #keyOf(request: DiscountRequest, customerCode: string | null): string {
    const known = this.#keys.get(request);
    if (known !== undefined) return known;
    const key = keyOf(request, customerCode);
    // A code that has not arrived yet may do so later.
    if (customerCode !== null) this.#keys.set(request, key);
    return key;
  }

  /** The requests of a group whose number, customer, salesperson or products contain all of the words. */
  find(
    views: readonly RequestView[],
    { group, words, codeOf }: { group: RequestGroup; words: string; codeOf: (customerId: string) => string | null },
  ): RequestView[] {
    const wanted = searchWords(words);
    return views.filter((view) => {
      if (group !== 'all' && isOpen(view) !== (group === 'open')) return false;
      if (wanted.length === 0) return true;
      return matches(this.#keyOf(view.request, codeOf(view.request.customerId)), wanted);
    });
  }
}
