import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { OPEN_STATUSES } from '@marginiq/contract/request-status';
import type { ImportStagingRecord, Stored } from '../tenancy/documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { lengthOf, within } from './within.ts';

/**
 * One commit takes this many documents, or fewer if they are large: people's commands wait no longer than for these.
 */
export interface ChunkSize {
  /** The requests that go along with customers among them. */
  documents: number;
  /** The total length of their JSON, in characters. */
  length: number;
}

interface Place {
  importId: string;
  /** How many documents of the import have had their turn. */
  published: number;
}

/** The open requests that go along with a staged customer, among the given ones. */
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

/** The documents of a chunk, in their order. */
export interface Chunk {
  staged: readonly ImportStagingRecord[];
  /**
   * Whether the customers' open requests go along in this commit. Otherwise it is one customer alone: its requests follow in chunks
   * of their own or, if they cannot, the customer stays.
   */
  requests: 'along' | 'follow' | 'cannotFollow';
}

export const NO_CHUNK: Chunk = { staged: [], requests: 'along' };

/**
 * The documents of the next chunk. It ends before one that is gone. Requests go along with their customer in one commit, unless
 * that has more of them than a chunk has room for: then the customer is a chunk of its own, and they follow it.
 */
export async function nextChunk(
  store: TenantStore,
  { importId, published }: Place,
  { documents, length }: ChunkSize,
): Promise<Chunk> {
  const rest = { importId, n: { $gte: published, $lt: published + documents } };
  const found = await store.collection('importStaging').find(rest as never, { sort: { n: 1 } });
  const gap = found.findIndex(({ n }, index) => n !== published + index);
  const inRow = within(gap < 0 ? found : found.slice(0, gap), length, ({ document }) => lengthOf(document));
  // Counted first, and read only if there is room for them: a customer may have thousands.
  const counted = await goingAlong(store, inRow, { customerId: 1, ownerId: 1 });
  const few = within(inRow, documents, (one) => 1 + counted(one).length);
  const [first] = few;
  if (first === undefined) return NO_CHUNK;
  const open = counted(first).length;
  if (open > 0 && 1 + open > documents) return { staged: [first], requests: 'follow' };
  const along = await goingAlong(store, few);
  const sizeOf = (one: ImportStagingRecord) =>
    lengthOf(one.document) + along(one).reduce((sum, own) => sum + lengthOf(own), 0);
  if (open > 0 && sizeOf(first) > length) return { staged: [first], requests: 'follow' };
  return { staged: within(few, length, sizeOf), requests: 'along' };
}
