import { customerSchema } from '@marginiq/contract/customer';
import { discountRequestSchema } from '@marginiq/contract/discount-request';
import { productSchema } from '@marginiq/contract/product';
import type { PulledCollection } from '@marginiq/contract/pull';
import { referenceSchema } from '@marginiq/contract/reference';
import { strictly } from '@marginiq/contract/strictly';
import { removalSchema } from '@marginiq/contract/synced';
import type { z } from 'zod';
import type { TenantDocuments } from './documents.ts';
import type { SyncedCollectionName } from './synced.ts';
import { type Told, toldOf } from './told.ts';

/**
 * Characters of a document as JSON, which is how clients are sent it; a page of the pull has about as many. MongoDB itself takes
 * several times as much. Counting bytes of BSON instead would cost ten times as much.
 */
export const MAX_DOCUMENT_LENGTH = 1_000_000;

/** Its position is the commit's own. */
const removedSchema = removalSchema.pick({ id: true });

const MAX_PLACES = 5;

const READ: Record<PulledCollection, z.ZodType> = {
  requests: discountRequestSchema,
  customers: customerSchema,
  products: productSchema,
  reference: referenceSchema,
};
const WRITTEN: typeof READ = {
  requests: strictly(READ.requests),
  customers: strictly(READ.customers),
  products: strictly(READ.products),
  reference: strictly(READ.reference),
};

/** A document was about to be written that no client could read, or that is too large. It is not written. */
export class UnfitDocumentError extends Error {
  override name = 'UnfitDocumentError';
  readonly collection: SyncedCollectionName;
  readonly id: string;
  /** Where it is invalid and why, the first few. Names of fields and limits, never values. */
  readonly places: readonly string[];

  constructor(collection: SyncedCollectionName, id: string, places: readonly string[]) {
    super(`${collection} ${id} does not fit what clients read: ${places.join('; ')}`);
    this.collection = collection;
    this.id = id;
    this.places = places;
  }
}

const at = (document: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key], document);

/** What does not fit, but for values of a later version that were there before: they are not this writer's. */
function issuesOf(told: Told, former: Told | null): z.core.$ZodIssue[] {
  if ('removed' in told) return removedSchema.safeParse({ id: told.removed.documentId }).error?.issues ?? [];
  const { collection, document } = told;
  const issues = WRITTEN[collection].safeParse(document).error?.issues ?? [];
  if (issues.length === 0 || former === null || 'removed' in former) return issues;
  const isKept = ({ path }: z.core.$ZodIssue) => at(document, path) === at(former.document, path);
  return issues.every(isKept) && READ[collection].safeParse(document).success ? [] : issues;
}

function misfits(told: Told, former: Told | null): string[] {
  const issues = issuesOf(told, former);
  return issues.slice(0, MAX_PLACES).map(({ path, message }) => `${path.join('.') || 'document'}: ${message}`);
}

/**
 * Whether every client that sees a document will be able to read it (law 9): what the pull and the stream would send is
 * checked with the clients' own schemas, restricted to the values that this version knows.
 * @param former the version before: while two releases run, it may have values of the later one, which are kept
 * @throws UnfitDocumentError
 */
export function requireFit<N extends SyncedCollectionName>(
  name: N,
  stored: TenantDocuments[N],
  former: TenantDocuments[N] | null = null,
): void {
  // First: the schemas would walk through all of a document that is far too large.
  const { length } = JSON.stringify(stored);
  if (length > MAX_DOCUMENT_LENGTH) {
    throw new UnfitDocumentError(name, stored._id, [`document: ${length} characters, at most ${MAX_DOCUMENT_LENGTH}`]);
  }
  const told = toldOf(name, stored);
  const places = told === null ? [] : misfits(told, former && toldOf(name, former));
  if (places.length > 0) throw new UnfitDocumentError(name, stored._id, places);
}
