import { isDeepStrictEqual } from 'node:util';
import type { Deal, DealFiguresRecord } from '../tenancy/statistics-documents.ts';

/** So many deals are about 40 KB. */
export const MAX_DEALS = 200;

/** The request's current contribution: null if it has none, or the request is gone. */
export interface Change {
  requestId: string;
  now: { customerId: string; deal: Deal } | null;
}

interface Paging {
  companyId: string;
  /** The number of the next page. */
  nextPage: number;
}

interface Paged {
  /** Those that are new or other than before. */
  changed: DealFiguresRecord[];
  nextPage: number;
}

/** Pages of the deals of one customer that has none yet. */
export function pagesOf(customerId: string, deals: readonly Deal[], { companyId, nextPage }: Paging): Paged {
  const changed: DealFiguresRecord[] = [];
  for (let from = 0; from < deals.length; from += MAX_DEALS) {
    const n = nextPage + changed.length;
    const own = deals.slice(from, from + MAX_DEALS);
    changed.push({ _id: String(n), companyId, n, customerId, deals: own, isFull: own.length === MAX_DEALS });
  }
  return { changed, nextPage: nextPage + changed.length };
}

/**
 * Pages after these changes.
 * @param pages all that hold one of the requests, and those with room of the customers whose they are now
 */
export function applyChanges(
  pages: readonly DealFiguresRecord[],
  changes: readonly Change[],
  { companyId, nextPage }: Paging,
): Paged {
  const current = pages.map((page) => ({ ...page, deals: [...page.deals] }));
  const touched = new Set<DealFiguresRecord>();
  let next = nextPage;

  /** Replaces this many from there on with these. */
  const splice = (page: DealFiguresRecord, [at, count]: [number, number], deals: Deal[] = []) => {
    page.deals.splice(at, count, ...deals);
    page.isFull = page.deals.length >= MAX_DEALS;
    touched.add(page);
  };
  const newPage = (customerId: string): DealFiguresRecord => {
    const page = { _id: String(next), companyId, n: next, customerId, deals: [], isFull: false };
    next += 1;
    current.push(page);
    return page;
  };

  for (const { requestId, now } of changes) {
    let isPlaced = false;
    for (const page of current) {
      const at = page.deals.findIndex(({ id }) => id === requestId);
      const before = page.deals[at];
      if (before === undefined) continue;
      if (now === null || isPlaced || page.customerId !== now.customerId) splice(page, [at, 1]);
      else {
        if (!isDeepStrictEqual(before, now.deal)) splice(page, [at, 1], [now.deal]);
        isPlaced = true;
      }
    }
    if (now === null || isPlaced) continue;
    const { customerId, deal } = now;
    const page = current.find((one) => one.customerId === customerId && !one.isFull) ?? newPage(customerId);
    splice(page, [page.deals.length, 0], [deal]);
  }
  return { changed: [...touched].map((page) => ({ ...page, untold: true })), nextPage: next };
}
