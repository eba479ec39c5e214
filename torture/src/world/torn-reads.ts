/*
 * Preloaded by `node --import` for a control: what is to be read as of one moment is read as of two. The company's position is the
 * newest, the documents are of a little earlier, as if the two reads had been answered by different members of a replica set.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { TenantStore } from '@marginiq/server/tenancy/tenant-store';

/** Several commits of a busy company. */
const TORN_BY_MS = 30;

const { asOfNow } = TenantStore.prototype;

TenantStore.prototype.asOfNow = function <T>(this: TenantStore, work: (store: TenantStore) => Promise<T>): Promise<T> {
  return asOfNow.call(this, async (earlier: TenantStore) => {
    // A snapshot is of the moment of its first read.
    await earlier.collection('counters').count();
    await wait(TORN_BY_MS);
    const collection = earlier.collection.bind(earlier);
    earlier.collection = (name) => (name === 'counters' ? this.collection(name) : collection(name));
    return work(earlier);
  }) as Promise<T>;
};
