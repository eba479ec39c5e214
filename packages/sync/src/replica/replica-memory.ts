import type { Cursor } from '@marginiq/contract/cursor';
import type { Changes } from '@marginiq/contract/pull';
import { FULL_PAGE } from './compaction.ts';
import type { Replica } from './replica.ts';
import type { SetAside } from './set-aside.ts';
import { type Located, upsertsOf } from './stored-page.ts';

/** All that a replica holds of the server's documents, and where to continue reading. */
export interface ReplicaMemory {
  cursor: Cursor | null;
  documents: readonly Located[];
  setAside: readonly SetAside[];
}

/**
 * Writes what another replica's memory held to this one's disk, which lost it. The cursor comes with the last page, so if
 * this is interrupted, everything is pulled from the beginning.
 */
export async function refillReplica(replica: Replica, { cursor, documents, setAside }: ReplicaMemory): Promise<void> {
  if (cursor === null || !replica.isEmpty) return;
  for (let from = 0; from < documents.length; from += FULL_PAGE) {
    const isLast = from + FULL_PAGE >= documents.length;
    const { requests, customers, products, reference } = upsertsOf(documents.slice(from, from + FULL_PAGE));
    const changes: Changes = {
      requests: { upserts: requests, removals: [] },
      customers: { upserts: customers, removals: [] },
      products: { upserts: products, removals: [] },
      reference: { upserts: reference, removals: [] },
    };
    const aside = from === 0 ? setAside : [];
    await replica.append({ changes, setAside: aside, cursor: isLast ? cursor : { ...cursor, seq: 0 } });
  }
}
