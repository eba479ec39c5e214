import type { Actor } from '@marginiq/contract/discount-request';
import { requestCode } from '@marginiq/domain/request-code';
import { ActionRefusedError } from '../audit/perform.ts';
import { handOverRequest } from '../commands/hand-over-request.ts';
import { type ImportStagingRecord, toStored } from '../tenancy/documents.ts';
import { requireFit, UnfitDocumentError } from '../tenancy/fit.ts';
import type { ImportedKind, ImportedName, ImportRecord } from '../tenancy/import-documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import type { Commit } from '../tenancy/unit-of-work.ts';
import { IMPORT_WORDS } from '../words/import-words.ts';
import { MAX_NAMED } from './audit-import.ts';
import { formerOf } from './former.ts';
import { type Moving, movingWith } from './moved-requests.ts';
import type { Chunk } from './next-chunk.ts';
import { withOwnersNow } from './owners-now.ts';

const KINDS: Record<ImportedName, ImportedKind> = {
  customers: 'customers',
  products: 'products',
  discountRequests: 'deals',
};

/** What became of the documents of an import so far. */
export type Outcome = Pick<ImportRecord, 'counts' | 'written' | 'following' | 'stayedCount' | 'stayed'> &
  Required<Pick<ImportRecord, 'leftCount' | 'left' | 'movedCount' | 'moved'>>;

/** A copy, to be added to. */
export function outcomeOf(before: Outcome): Outcome {
  const { counts, written, leftCount, left, movedCount, moved, following, stayedCount, stayed } = before;
  return structuredClone({ counts, written, leftCount, left, movedCount, moved, following, stayedCount, stayed });
}

/** Notes an open request that goes along with its customer. */
export function addMoved(outcome: Outcome, requestId: string): void {
  outcome.movedCount += 1;
  if (outcome.moved.length < MAX_NAMED) outcome.moved.push(requestCode(requestId));
}

/** The ids under which new products and customers are here already, by their keys: another program may have made them. */
async function idsByKey(store: TenantStore, staged: readonly ImportStagingRecord[]): Promise<Map<string, string>> {
  const isNew = ({ formerSeq }: ImportStagingRecord) => formerSeq === null;
  const skus = staged.flatMap((one) => (one.name === 'products' && isNew(one) ? one.document.sku : []));
  const codes = staged.flatMap((one) => (one.name === 'customers' && isNew(one) ? one.document.code : []));
  const products = skus.length === 0 ? [] : await store.collection('products').find({ sku: { $in: skus } });
  const customers = codes.length === 0 ? [] : await store.collection('customers').find({ code: { $in: codes } });
  return new Map([
    ...products.map(({ _id, sku }) => [IMPORT_WORDS.productNamed(sku), _id] as const),
    ...customers.map(({ _id, code }) => [IMPORT_WORDS.customerNamed(code), _id] as const),
  ]);
}

/** Whether every request can go along with its customer, given the current owner. */
export const canMove = (moving: readonly Pick<Moving, 'handOver'>[]) =>
  moving.every(({ handOver }) => {
    if (!handOver.accepted) return false;
    try {
      requireFit('discountRequests', toStored(handOver.request));
      return true;
    } catch (error) {
      if (error instanceof UnfitDocumentError) return false;
      throw error;
    }
  });

/**
 * Puts the documents of one chunk into its commit. What somebody has changed since it was read is skipped: a document whose
 * position has moved, a new one that now exists under another id, a customer whose open requests can no longer go along, and
 * whatever was to be handed to somebody who has left or no longer has a team.
 *
 * @returns what became of the import's documents, these among them
 */
export async function publishChunk(
  unit: Commit,
  { staged, requests }: Chunk,
  { before, how }: { before: Outcome; how: { by: Actor; at: string } },
): Promise<Outcome> {
  const former = await formerOf(unit.store, staged);
  const here = await idsByKey(unit.store, staged);
  const asOfNow = await withOwnersNow(unit.store, staged, former);
  const moves = asOfNow.flatMap((one) =>
    one?.name === 'customers' && one.handOver !== undefined ? { customerId: one.document._id, ...one.handOver } : [],
  );
  const alongNow = requests !== 'along' ? [] : await movingWith(unit.store, moves, how);
  const moving = Map.groupBy(alongNow, ({ customerId }) => customerId);
  const outcome = outcomeOf(before);
  for (const [index, { name, key, formerSeq, document: planned }] of staged.entries()) {
    const { document, handOver } = asOfNow[index] ?? { document: null };
    const current = former[name].get(planned._id) ?? null;
    const along = handOver === undefined ? [] : (moving.get(planned._id) ?? []);
    const isOther = (here.get(`${name} ${key}`) ?? planned._id) !== planned._id;
    const isAsRead = (current?.seq ?? null) === formerSeq && !isOther;
    const what = formerSeq === null ? 'created' : 'updated';
    const canBe = document !== null && isAsRead && requests !== 'cannotFollow' && canMove(along);
    if (!canBe || unit.putIfFit(name, document, current) !== null) {
      outcome.counts[KINDS[name]][what] -= 1;
      outcome.leftCount += 1;
      if (outcome.left.length < MAX_NAMED) outcome.left.push({ kind: KINDS[name], key });
      continue;
    }
    if (outcome.written !== undefined) outcome.written[KINDS[name]][what] += 1;
    if (requests === 'follow' && handOver !== undefined)
      outcome.following = { customerId: planned._id, from: handOver.from, after: 0 };
    for (const { before: request, to } of along) {
      const refusal = handOverRequest(unit, request, { to, ...how });
      // All of them can move, or the customer had stayed.
      if (refusal !== null) throw new ActionRefusedError(refusal);
      addMoved(outcome, request._id);
    }
  }
  return outcome;
}
