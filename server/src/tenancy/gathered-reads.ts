import type { TenantCollectionName, TenantDocuments } from './documents.ts';
import type { TenantFilter, TogetherQuery } from './tenant-collection.ts';
import type { TenantStore } from './tenant-store.ts';

interface Asked {
  query: TogetherQuery;
  resolve: (documents: never[]) => void;
  reject: (error: unknown) => void;
}

/**
 * Reads of several collections that are requested in the same turn go to MongoDB as one command: for a decision that
 * needs a few documents of each, the round trip is most of their cost.
 */
export class GatheredReads {
  readonly #store: TenantStore;
  #asked: Asked[] = [];

  constructor(store: TenantStore) {
    this.#store = store;
  }

  get companyId(): string {
    return this.#store.companyId;
  }

  /** Those that exist, by id. */
  async byIds<N extends TenantCollectionName>(
    name: N,
    ids: Iterable<string>,
  ): Promise<Map<string, TenantDocuments[N]>> {
    const wanted = [...new Set(ids)];
    if (wanted.length === 0) return new Map();
    const found = await this.#ask(name, { ids: wanted });
    return new Map(found.map((document) => [document._id, document]));
  }

  async one<N extends TenantCollectionName>(
    name: N,
    filter: TenantFilter<TenantDocuments[N]>,
  ): Promise<TenantDocuments[N] | null> {
    return (await this.#ask(name, { filter }))[0] ?? null;
  }

  async all<N extends TenantCollectionName>(
    name: N,
    filter: TenantFilter<TenantDocuments[N]>,
    options: NonNullable<TogetherQuery['options']> = {},
  ): Promise<TenantDocuments[N][]> {
    return this.#ask(name, { filter, options });
  }

  #ask<N extends TenantCollectionName>(
    name: N,
    what: { ids: readonly string[] } | { filter: TenantFilter<TenantDocuments[N]>; options?: TogetherQuery['options'] },
  ): Promise<TenantDocuments[N][]> {
    return new Promise((resolve, reject) => {
      if (this.#asked.length === 0) queueMicrotask(() => void this.#send());
      const query: TogetherQuery = { collection: this.#store.collection(name) as never, ...(what as object) };
      this.#asked.push({ query, resolve: resolve as Asked['resolve'], reject });
    });
  }

  async #send(): Promise<void> {
    const asked = this.#asked;
    this.#asked = [];
    const [first, ...others] = asked.map(({ query }) => query);
    if (first === undefined) return;
    try {
      const found = await first.collection.findTogether(first, others);
      for (const [index, { resolve }] of asked.entries()) resolve((found[index] ?? []) as never[]);
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }
}
