import type { StreamItem } from '@marginiq/contract/stream';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import type { ChangeFeed } from './change-feed.ts';

/**
 * The company's newest position, now and each time it moves, until the signal. Positions that come faster than they
 * are taken fold into the newest: a hint needs no history.
 */
export async function* newsOf(feed: ChangeFeed, store: TenantStore, signal: AbortSignal): AsyncGenerator<StreamItem> {
  let latest: number | null = null;
  let fresh = true;
  let wake: () => void = () => undefined;
  const stopListening = feed.listen(store.companyId, (seq) => {
    latest = seq;
    fresh = true;
    wake();
  });
  const onAbort = () => wake();
  signal.addEventListener('abort', onAbort);
  try {
    while (!signal.aborted) {
      if (fresh) {
        fresh = false;
        const seq: number = latest ?? (await store.collection('counters').findById(store.companyId))?.seq ?? 0;
        yield { seq };
        continue;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (fresh || signal.aborted) resolve();
      });
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    stopListening();
  }
}
