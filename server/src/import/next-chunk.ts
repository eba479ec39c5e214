import type { ImportStagingRecord } from '../tenancy/documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';

/** One commit takes so many documents, or fewer if they are large: people's commands wait for no more than that. */
export interface ChunkSize {
  documents: number;
  /** Of their JSON together, in characters. */
  length: number;
}

interface Place {
  importId: string;
  /** How many documents of the import have had their turn. */
  published: number;
}

/** The documents of the next chunk, in their order. It ends before one that is gone. */
export async function nextChunk(
  store: TenantStore,
  { importId, published }: Place,
  { documents, length }: ChunkSize,
): Promise<ImportStagingRecord[]> {
  const rest = { importId, n: { $gte: published, $lt: published + documents } };
  const found = await store.collection('importStaging').find(rest as never, { sort: { n: 1 } });
  let sum = 0;
  const end = found.findIndex(({ document, n }, index) => {
    if (n !== published + index) return true;
    sum += JSON.stringify(document).length;
    return index > 0 && sum > length;
  });
  return end < 0 ? found : found.slice(0, end);
}
