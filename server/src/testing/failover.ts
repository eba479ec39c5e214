import type { TenantStore } from '../tenancy/tenant-store.ts';

/**
 * A company's store while its primary is replaced. The old primary answers the first reads with the current state. Its
 * successor answers the later ones, and does not show the last commits yet: it has them, but does not know that a majority
 * does.
 *
 * @param before the company as of the earlier moment that the successor shows
 * @param firstReads how many reads the old primary still answers, a reading as of one moment counting as one
 */
export function duringFailover(now: TenantStore, before: TenantStore, firstReads: number): TenantStore {
  let reads = 0;
  const answering = () => {
    reads += 1;
    return reads <= firstReads ? now : before;
  };
  const store: Pick<TenantStore, 'companyId' | 'collection' | 'asOfNow' | 'confirmedPosition'> = {
    companyId: now.companyId,
    collection: (name) => answering().collection(name),
    // A moment once chosen is the same on every member.
    asOfNow: (work) => (answering() === now ? now.asOfNow(work) : work(before)),
    // The successor answers this only when it shows everything.
    confirmedPosition: () => {
      firstReads = Number.POSITIVE_INFINITY;
      return now.confirmedPosition();
    },
  };
  return store as TenantStore;
}
