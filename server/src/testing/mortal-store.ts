import type { TenantStore } from '../tenancy/tenant-store.ts';

/** The process that used the store is dead: it asks nothing more of the database. */
export class KilledError extends Error {
  override name = 'KilledError';
}

/** How many steps a process has left: before each of its calls of the database, and behind it. */
export interface Life {
  steps: number;
}

const METHODS = [
  'findOne',
  'find',
  'findByIds',
  'count',
  'insertMany',
  'replaceMany',
  'deleteMany',
  'updateOne',
  'updateEach',
] as const;

/**
 * A store whose process dies after this many steps, in the middle of whatever it does; a commit may have been written by then.
 */
export function mortalStore(store: TenantStore, life: Life): TenantStore {
  const step = () => {
    if (life.steps <= 0) throw new KilledError('killed');
    life.steps -= 1;
  };
  const mortal =
    <A extends unknown[], R>(method: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      step();
      const result = await method(...args);
      step();
      return result;
    };
  const { asOfNow, transaction, collection } = store;
  const within =
    <T>(work: (inner: TenantStore) => Promise<T>) =>
    (inner: TenantStore) =>
      work(mortalStore(inner, life));
  const collectionOf = (name: never) => {
    const found = (collection as (of: never) => unknown).call(store, name) as Record<
      string,
      (...args: unknown[]) => Promise<unknown>
    >;
    for (const method of METHODS) {
      const real = found[method];
      if (real !== undefined) found[method] = mortal(real.bind(found));
    }
    return found;
  };
  return Object.assign(store, {
    collection: collectionOf,
    asOfNow: mortal((work: Parameters<TenantStore['asOfNow']>[0]) => asOfNow.call(store, within(work))),
    transaction: mortal((work: Parameters<TenantStore['transaction']>[0]) => transaction.call(store, within(work))),
  }) as unknown as TenantStore;
}
