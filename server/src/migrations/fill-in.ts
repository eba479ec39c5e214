import { isDeepStrictEqual } from 'node:util';
import { changeBetween, isToldAlike } from '../tenancy/amendments.ts';
import { commit } from '../tenancy/commit.ts';
import type { TenantCollectionName, TenantDocuments } from '../tenancy/documents.ts';
import type { SyncedCollectionName } from '../tenancy/synced.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { SYNCED_COLLECTIONS } from '../tenancy/told.ts';
import type { Commit, CommitNews } from '../tenancy/unit-of-work.ts';
import { MIGRATION_WORDS } from '../words/migration-words.ts';
import type { AnyDocument, Backfill } from './migration.ts';

export const isSynced = (name: TenantCollectionName): name is SyncedCollectionName =>
  (SYNCED_COLLECTIONS as readonly string[]).includes(name);

/**
 * Writes a document of any collection in its new form.
 *
 * If clients would see a difference, it gets a position and is sent to them. Otherwise it is changed in place: sending ten
 * thousand documents to each device for something it never sees would cost more than the whole migration.
 * @param still the fields in which a document that is never synced must be unchanged since it was read
 * @returns why it is left unchanged; null if it was put aside
 */
export function rewrite(
  unit: Commit,
  { collection, still }: { collection: TenantCollectionName; still: Record<string, unknown> },
  { before, after }: { before: AnyDocument; after: AnyDocument },
): string | null {
  if (!isSynced(collection)) {
    const filter = { _id: before._id, ...still };
    unit.amendUnsynced(collection, { filter, change: changeBetween(before, after) });
    return null;
  }
  const [former, document] = [before, after] as unknown as [TenantDocuments[never], TenantDocuments[never]];
  if (isToldAlike(collection, former, document)) {
    unit.amend(collection, document, former);
    return null;
  }
  return unit.putIfFit(collection, document, former)?.message ?? null;
}

export interface FilledIn {
  filled: number;
  /** Those that stay as they are, by id: why. */
  left: Map<string, string>;
  /** Whether it found as many as it looked for, so that there may be more. */
  more: boolean;
}

interface Chunk {
  migrationId: number;
  at: string;
  documents: number;
  /** Those that are known to stay as they are: looked past. */
  passed: ReadonlySet<string>;
}

/** Documents that lack the field, as they will be; those for which there is nothing are left. */
async function filledDocuments(
  { collection, field, fill }: Backfill,
  found: readonly AnyDocument[],
  store: TenantStore,
): Promise<Map<string, AnyDocument | string>> {
  const filled = new Map((await fill(found, store)).map((document) => [document._id, document]));
  const judge = (before: AnyDocument): AnyDocument | string => {
    const after = filled.get(before._id) as (AnyDocument & Record<string, unknown>) | undefined;
    const value = after?.[field];
    if (after === undefined || value === undefined || value === null || isDeepStrictEqual(before, after)) {
      return MIGRATION_WORDS.gotNoValue(collection, before._id, field);
    }
    return after;
  };
  return new Map(found.map((before) => [before._id, judge(before)]));
}

/**
 * Fills in the next documents of a company in one commit, and counts them in the same one: if it is killed before or after, it
 * has done none or all of it.
 */
export async function fillIn(
  store: TenantStore,
  backfill: Backfill,
  { migrationId, at, documents, passed }: Chunk,
): Promise<FilledIn & CommitNews> {
  const { collection, field } = backfill;
  const lacking = { [field]: null };
  const { result, ...news } = await commit(store, async (unit) => {
    const limit = documents + passed.size;
    const found = (await unit.store.collection(collection).find(lacking as never, { limit })) as AnyDocument[];
    const fresh = found.filter(({ _id }) => !passed.has(_id)).slice(0, documents);
    const filled = fresh.length === 0 ? new Map() : await filledDocuments(backfill, fresh, unit.store);
    const left = new Map<string, string>();
    for (const before of fresh) {
      const after = filled.get(before._id) ?? '';
      const why = typeof after === 'string' ? after : rewrite(unit, { collection, still: lacking }, { before, after });
      if (why !== null) left.set(before._id, why);
    }
    const count = fresh.length - left.size;
    const counted = { $inc: { filled: count }, $set: { at } };
    if (count > 0) unit.update('migrationProgress', { _id: String(migrationId) }, counted, { upsert: true });
    return { filled: count, left, more: fresh.length === documents };
  });
  return { ...result, ...news };
}
