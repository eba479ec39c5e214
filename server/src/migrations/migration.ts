import type { TenantCollectionName, TenantDocuments } from '../tenancy/documents.ts';
import type { SchemaDoor } from '../tenancy/schema-door.ts';
import { storedName } from '../tenancy/stored-names.ts';
import type { SyncedCollectionName } from '../tenancy/synced.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';

/** A stored document, whatever its collection. */
export interface AnyDocument {
  _id: string;
  companyId: string;
}

/**
 * Gives a field to every document of a collection that has none: where it is absent or null. By that alone it is known what is
 * left to do, so it can be repeated, and finds what a former release writes meanwhile.
 */
export interface Backfill {
  collection: TenantCollectionName;
  field: string;
  /**
   * @param store everything else of the company, as of the same moment
   * @returns the documents as they should be, found by their ids; one that it leaves out, or gives no value, stays as it is and
   * is reported. Never takes a value from anywhere but the company's data: it runs again after a conflict, and on any process.
   */
  fill: (
    documents: readonly AnyDocument[],
    store: TenantStore,
  ) => Promise<readonly AnyDocument[]> | readonly AnyDocument[];
}

/** What every document of a collection has to be like. */
export interface Requirement<T> {
  /** An aggregation expression over the document. */
  fits: Record<string, unknown>;
  /** What it should be, such that clients see no difference. */
  correct: (document: T) => T;
}

/** What a contract may do: remove and require, in steps that can be repeated. */
export interface Contracting {
  schema: SchemaDoor;
  /** Removes a field from all documents of a collection, company by company. */
  removeField: (collection: TenantCollectionName, field: string) => Promise<void>;
  /**
   * From now on MongoDB refuses what does not fit, whichever program writes it, one that does not register too. Then corrects the
   * documents that do not, company by company.
   */
  requireEach: <N extends SyncedCollectionName>(
    collection: N,
    requirement: Requirement<TenantDocuments[N]>,
  ) => Promise<void>;
}

/**
 * A change of stored data in up to three steps, so that the former release can keep serving while the next one replaces it.
 * A released migration is never changed: whatever it lacks comes as the next one.
 */
export interface Migration {
  /** Counts from 1 without a gap. */
  id: number;
  name: string;
  /** Adds what the new code and the backfill need and the former release does not mind. Before a process of this release serves. */
  expand?: (schema: SchemaDoor) => Promise<void>;
  /** While both releases serve. */
  backfill?: readonly Backfill[];
  /** When the operator asks, once nothing is left to fill in and no process of a former release runs. */
  contract?: (contracting: Contracting) => Promise<void>;
}

/** A backfill whose documents have their collection's type. */
export function backfillOf<N extends TenantCollectionName>(backfill: {
  collection: N;
  field: keyof TenantDocuments[N] & string;
  fill: (
    documents: readonly TenantDocuments[N][],
    store: TenantStore,
  ) => Promise<readonly TenantDocuments[N][]> | readonly TenantDocuments[N][];
}): Backfill {
  return backfill as unknown as Backfill;
}

/** A migration in one line; a test compares these to keep released ones from being changed. */
export function shapeOf({ id, name, expand, backfill = [], contract }: Migration): string {
  const parts = [
    ...(expand === undefined ? [] : ['expand']),
    ...backfill.map(({ collection, field }) => `backfill ${storedName(collection)}.${field}`),
    ...(contract === undefined ? [] : ['contract']),
  ];
  return `${id} ${name}: ${parts.join(', ')}`;
}
