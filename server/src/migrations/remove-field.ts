import { commit } from '../tenancy/commit.ts';
import type { TenantCollectionName } from '../tenancy/documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { type ChunkPorts, inChunks } from './chunks.ts';
import { isSynced, rewrite } from './fill-in.ts';
import type { AnyDocument } from './migration.ts';

type Positioned = AnyDocument & { seq: number } & Record<string, unknown>;

/** Removes the field from the next documents behind a position. */
async function removeNext(
  store: TenantStore,
  { collection, field }: { collection: TenantCollectionName; field: string },
  { after, documents }: { after: number; documents: number },
): Promise<{ last: number; left: string[]; more: boolean }> {
  const { result } = await commit(store, async (unit) => {
    const having = { [field]: { $exists: true }, seq: { $gt: after } };
    const found = (await unit.store
      .collection(collection)
      .find(having as never, { sort: { seq: 1 }, limit: documents })) as unknown as Positioned[];
    const left: string[] = [];
    for (const before of found) {
      const { [field]: _gone, ...rest } = before;
      const why = rewrite(unit, { collection, still: {} }, { before, after: rest as unknown as AnyDocument });
      if (why !== null) left.push(why);
    }
    return { last: found.at(-1)?.seq ?? after, left, more: found.length === documents };
  });
  return result;
}

/**
 * Removes a field from a company's documents. May be repeated.
 * @throws Error naming the documents that keep it, because clients could not read them without
 */
export async function removeField(
  store: TenantStore,
  of: { collection: TenantCollectionName; field: string },
  ports: ChunkPorts,
): Promise<void> {
  if (!isSynced(of.collection)) {
    const having = { [of.field]: { $exists: true } };
    await store.collection(of.collection).updateMany(having as never, { $unset: { [of.field]: true } } as never);
    return;
  }
  const left: string[] = [];
  let after = 0;
  await inChunks(ports, async (documents) => {
    const done = await removeNext(store, of, { after, documents });
    after = done.last;
    left.push(...done.left);
    return done.more;
  });
  if (left.length > 0) throw new Error(`${left.length} documents keep ${of.field}: ${left.slice(0, 5).join('; ')}`);
}
