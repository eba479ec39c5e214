import { isDeepStrictEqual } from 'node:util';
import type { UpdateFilter } from 'mongodb';
import type { TenantCollectionName, TenantDocuments } from './documents.ts';
import { StaleError } from './retry.ts';
import type { SyncedCollectionName } from './synced.ts';
import type { TenantStore } from './tenant-store.ts';
import { toldOf } from './told.ts';

/** A change of one document that fits the filter, written together with others of its collection. */
export interface Amendment {
  filter: Record<string, unknown>;
  change: Record<string, unknown>;
}

const NEVER_CHANGED = new Set(['_id', 'companyId', 'seq']);

/** The fields that changed: nothing else of the document is written. */
export function changeBetween(former: object, document: object): Record<string, unknown> {
  const [before, after] = [former as Record<string, unknown>, document as Record<string, unknown>];
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => !NEVER_CHANGED.has(key));
  const changed = fields.filter((key) => !isDeepStrictEqual(before[key], after[key]));
  const pick = (keep: boolean, value: (key: string) => unknown) =>
    Object.fromEntries(
      changed.filter((key) => (after[key] !== undefined) === keep).map((key) => [key, value(key)] as const),
    );
  const [set, unset] = [pick(true, (key) => after[key]), pick(false, () => true)];
  return {
    ...(Object.keys(set).length === 0 ? {} : { $set: set }),
    ...(Object.keys(unset).length === 0 ? {} : { $unset: unset }),
  };
}

/** Whether clients see the same document before and after, so that it need not be sent again. */
export function isToldAlike<N extends SyncedCollectionName>(
  name: N,
  former: TenantDocuments[N],
  document: TenantDocuments[N],
): boolean {
  return isDeepStrictEqual(toldOf(name, former), toldOf(name, { ...document, seq: former.seq }));
}

/** Changes of documents that are written in place, without a position of their own: one command for each collection. */
export class Amendments {
  readonly #amendments = new Map<TenantCollectionName, Amendment[]>();

  get isEmpty(): boolean {
    return this.#amendments.size === 0;
  }

  add(name: TenantCollectionName, amendment: Amendment): void {
    const own = this.#amendments.get(name) ?? [];
    own.push(amendment);
    this.#amendments.set(name, own);
  }

  /** @throws StaleError if one of the documents is not as it was read */
  async write(store: TenantStore): Promise<void> {
    for (const [name, own] of this.#amendments) {
      const updates = own as unknown as { filter: never; change: UpdateFilter<never> }[];
      const matched = await store.collection(name).updateEach(updates as never);
      if (matched !== own.length) throw new StaleError(`a document of ${name} is not as it was read`);
    }
  }
}
