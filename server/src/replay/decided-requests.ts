import type { TenantFilter } from '../tenancy/tenant-collection.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';

/** Rows of each collection that one page is found by. */
const ROWS = 500;

const FIRST = '';

/** The next ids behind one, in order: all of a collection up to the last, if there are more. */
interface Page {
  ids: string[];
  /** Null: there are no more. */
  last: string | null;
}

async function pageOf(rows: Promise<{ id: string | null | undefined }[]>): Promise<Page> {
  const found = await rows;
  const ids = found.flatMap(({ id }) => id ?? []);
  return { ids, last: found.length < ROWS ? null : (ids.at(-1) ?? null) };
}

/**
 * The ids of all requests on which something was decided, in order, some at a time. Each page is a query of its own, so it does not
 * matter how long the work on one takes.
 */
export async function* decidedRequests(store: TenantStore): AsyncGenerator<string[]> {
  for (let after: string | null = FIRST; after !== null; ) {
    const behind: { $gt: string } = { $gt: after };
    const [commands, others]: [Page, Page] = await Promise.all([
      pageOf(
        store
          .collection('commands')
          .find({ 'outcome.requestId': behind } as TenantFilter<never>, {
            sort: { 'outcome.requestId': 1 },
            limit: ROWS,
            projection: { 'outcome.requestId': 1 },
          })
          .then((rows) => rows.map(({ outcome }) => ({ id: outcome.requestId }))),
      ),
      pageOf(
        store
          .collection('decisions')
          .find({ requestId: behind }, { sort: { requestId: 1 }, limit: ROWS, projection: { requestId: 1 } })
          .then((rows) => rows.map(({ requestId }) => ({ id: requestId }))),
      ),
    ]);
    // Behind the lesser of both ends, the other collection may hold ids that were not read yet.
    const ends = [commands.last, others.last].filter((last) => last !== null).sort();
    const end: string | null = ends[0] ?? null;
    const ids: string[] = [...new Set([...commands.ids, ...others.ids])].sort();
    const some = end === null ? ids : ids.filter((id) => id <= end);
    if (some.length > 0) yield some;
    after = end;
  }
}
