import { principalsOf } from '@marginiq/domain/audience';
import type { Session } from '../auth/authority.ts';
import type { SyncedCollectionName } from '../tenancy/synced.ts';
import { type Change, seenBy } from './change.ts';
import { type Sight, sightOf } from './visibility.ts';

const CURRENT = { current: true };

/** What narrows each collection down to what the person may see, as far as a filter can. */
function filters({ owned, revocations }: Sight): Record<SyncedCollectionName, Record<string, unknown>> {
  return {
    discountRequests: owned,
    customers: owned,
    products: {},
    users: {},
    companies: {},
    businessRules: CURRENT,
    governance: CURRENT,
    statistics: CURRENT,
    revocations,
  };
}

interface Window {
  changes: Change[];
  /** Up to here nothing is missing. */
  complete: number;
}

interface Reading {
  session: Session;
  sight: Sight;
}

async function readWindow(
  { session, sight }: Reading,
  [after, upTo]: [number, number],
  limit: number,
): Promise<Window> {
  let complete = upTo;
  const principals = principalsOf(session.actor);
  const read = async <N extends SyncedCollectionName>(name: N, filter: Record<string, unknown>): Promise<Change[]> => {
    const range = { ...filter, seq: { $gt: after, $lte: upTo } };
    const found = await session.store.collection(name).find(range as never, { sort: { seq: 1 }, limit });
    if (found.length === limit) complete = Math.min(complete, found.at(-1)?.seq ?? after);
    return found.flatMap((stored) => seenBy(principals, name, stored) ?? []);
  };
  const found = Object.entries(filters(sight)).map(([name, filter]) => read(name as SyncedCollectionName, filter));
  const changes = (await Promise.all(found)).flat().filter(({ seq }) => seq <= complete);
  return { changes: changes.sort((a, b) => a.seq - b.seq), complete };
}

/**
 * The changes in (after, upTo] that the person may see, oldest first, `wanted` of them or all there are.
 *
 * Positions are the company's, one for each document, so a window of as many positions as rows are wanted never holds
 * more rows than that, over all collections. Where the person sees few of them, or old positions were left behind by
 * newer versions, the windows grow.
 */
export async function readChanges(
  session: Session,
  { after, upTo, wanted }: { after: number; upTo: number; wanted: number },
): Promise<Change[]> {
  const changes: Change[] = [];
  const sight = sightOf(session.actor, await session.store.isFoundByAudience());
  for (let from = after, span = wanted; from < upTo && changes.length < wanted; span *= 8) {
    // The remaining room is all that any collection needs to return.
    const missing = wanted - changes.length;
    const window = await readWindow({ session, sight }, [from, Math.min(from + span, upTo)], missing);
    changes.push(...window.changes);
    from = window.complete;
  }
  return changes.slice(0, wanted);
}
