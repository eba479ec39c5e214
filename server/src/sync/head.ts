import { MAX_HEAD_ROWS } from '@marginiq/contract/pull';
import { OPEN_STATUSES } from '@marginiq/contract/request-status';
import { principalsOf } from '@marginiq/domain/audience';
import type { Session } from '../auth/authority.ts';
import type { SyncedCollectionName } from '../tenancy/synced.ts';
import type { FindOptions } from '../tenancy/tenant-collection.ts';
import { type Change, seenBy } from './change.ts';
import { sightOf } from './visibility.ts';

const MAX_OPEN_REQUESTS = 80;
const MAX_OWN_CUSTOMERS = 60;
const NEWEST_FIRST = { sort: { seq: -1 } } as const;

/**
 * What somebody works with first, put before a reading that has several pages: the rules, open requests, the person's
 * own customers, then products while there is room. It comes again at its own position in the later pages, so nothing
 * depends on it. Like every page it contains nothing behind the position that was read first.
 */
export async function readHead(session: Session, upTo: number): Promise<Change[]> {
  const { store, actor } = session;
  const principals = principalsOf(actor);
  const read = async (name: SyncedCollectionName, filter: Record<string, unknown>, options: FindOptions = {}) => {
    const found = await store.collection(name).find({ ...filter, seq: { $lte: upTo } } as never, options);
    return found.flatMap((stored) => seenBy(principals, name, stored) ?? []);
  };
  const own = { ownerId: actor.userId };
  const open = { status: { $in: OPEN_STATUSES } };
  const { owned } = sightOf(actor, await store.isFoundByAudience());
  const parts = await Promise.all([
    read('companies', {}),
    read('users', { _id: actor.userId }),
    read('businessRules', { current: true }),
    read('governance', { current: true }),
    read('statistics', { current: true }),
    // A manager's are those of the team: what awaits a decision.
    read('discountRequests', { ...open, ...owned }, { ...NEWEST_FIRST, limit: MAX_OPEN_REQUESTS }),
    read('customers', own, { ...NEWEST_FIRST, limit: MAX_OWN_CUSTOMERS }),
    read('products', {}, { sort: { seq: 1 }, limit: MAX_HEAD_ROWS }),
  ]);
  return parts.flat().slice(0, MAX_HEAD_ROWS);
}
