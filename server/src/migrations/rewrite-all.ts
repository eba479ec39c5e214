import { commit } from '../tenancy/commit.ts';
import type { SyncedCollectionName } from '../tenancy/synced.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { type ChunkPorts, inChunks } from './chunks.ts';
import { rewrite } from './fill-in.ts';
import type { AnyDocument } from './migration.ts';

type Positioned = AnyDocument & { seq: number } & Record<string, unknown>;

interface Rewriting {
  collection: SyncedCollectionName;
  /** Which documents: a rewritten one must no longer match, so that the step can be repeated. */
  filter: Record<string, unknown>;
  change: (document: Positioned) => AnyDocument;
}

async function rewriteNext(
  store: TenantStore,
  { collection, filter, change }: Rewriting,
  { after, documents }: { after: number; documents: number },
): Promise<{ last: number; left: string[]; more: boolean }> {
  const { result } = await commit(store, async (unit) => {
    const next = { ...filter, seq: { $gt: after } };
    const found = (await unit.store
      .collection(collection)
      .find(next as never, { sort: { seq: 1 }, limit: documents })) as unknown as Positioned[];
    const left: string[] = [];
    for (const before of found) {
      const why = rewrite(unit, { collection, still: {} }, { before, after: change(before) });
      if (why !== null) left.push(why);
    }
    return { last: found.at(-1)?.seq ?? after, left, more: found.length === documents };
  });
  return result;
}

/**
 * Writes those of a company's documents that fit the filter as they should be, chunk by chunk.
 * @returns why some stay as they are: clients could not read them otherwise
 */
export async function rewriteAll(store: TenantStore, rewriting: Rewriting, ports: ChunkPorts): Promise<string[]> {
  const left: string[] = [];
  let after = 0;
  await inChunks(ports, async (documents) => {
    const done = await rewriteNext(store, rewriting, { after, documents });
    after = done.last;
    left.push(...done.left);
    return done.more;
  });
  return left;
}
