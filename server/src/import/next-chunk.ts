import { type DiscountRequest, OPEN_STATUSES } from '@marginiq/contract/discount-request';
import type { ImportStagingRecord, Stored } from '../tenancy/documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';

/** One commit takes so many documents, or fewer if they are large: people's commands wait for no more than that. */
export interface ChunkSize {
  /** The requests that go along with customers among them. */
  documents: number;
  /** Of their JSON together, in characters. */
  length: number;
}

interface Place {
  importId: string;
  /** How many documents of the import have had their turn. */
  published: number;
}

/** As many from the start as come to no more than the limit, and at least the first. */
function within<T>(all: readonly T[], limit: number, sizeOf: (one: T) => number): T[] {
  let sum = 0;
  const end = all.findIndex((one, index) => {
    sum += sizeOf(one);
    return index > 0 && sum > limit;
  });
  return end < 0 ? [...all] : all.slice(0, end);
}

/** The open requests that go along with a staged customer, of those asked for. */
async function goingAlong(
  store: TenantStore,
  staged: readonly ImportStagingRecord[],
  projection?: { customerId: 1; ownerId: 1 },
): Promise<(one: ImportStagingRecord) => Stored<DiscountRequest>[]> {
  const customerIds = staged.flatMap(({ handOver, document }) => (handOver === undefined ? [] : document._id));
  if (customerIds.length === 0) return () => [];
  const open = { status: { $in: [...OPEN_STATUSES] }, customerId: { $in: customerIds } };
  const found = await store.collection('discountRequests').find(open, projection === undefined ? {} : { projection });
  const byCustomer = Map.groupBy(found, ({ customerId }) => customerId);
  return ({ document, handOver }) =>
    (byCustomer.get(document._id) ?? []).filter(({ ownerId }) => ownerId === handOver?.from);
}

const lengthOf = (document: unknown) => JSON.stringify(document).length;

/**
 * The documents of the next chunk, in their order. It ends before one that is gone. Requests go along with their customer in
 * one commit, so a customer that comes with more of them than a chunk has is a chunk of its own.
 */
export async function nextChunk(
  store: TenantStore,
  { importId, published }: Place,
  { documents, length }: ChunkSize,
): Promise<ImportStagingRecord[]> {
  const rest = { importId, n: { $gte: published, $lt: published + documents } };
  const found = await store.collection('importStaging').find(rest as never, { sort: { n: 1 } });
  const gap = found.findIndex(({ n }, index) => n !== published + index);
  const inRow = within(gap < 0 ? found : found.slice(0, gap), length, ({ document }) => lengthOf(document));
  // Counted first, and read only if there is room for them: a customer may have thousands.
  const counted = await goingAlong(store, inRow, { customerId: 1, ownerId: 1 });
  const few = within(inRow, documents, (one) => 1 + counted(one).length);
  const along = await goingAlong(store, few);
  return within(few, length, (one) => lengthOf(one.document) + along(one).reduce((sum, own) => sum + lengthOf(own), 0));
}
