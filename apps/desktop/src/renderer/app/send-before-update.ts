import type { Outbox } from '@marginiq/sync/outbox';
import type { SyncEngine } from '@marginiq/sync/sync-engine';
import { filter, firstValueFrom, from, switchMap } from 'rxjs';
import { onBefore } from '../host/before-reload.ts';

/**
 * Commands leave with the version that wrote them where the server takes them, as it does from older versions too. What it
 * does not take in time is kept, and sent by the next version. @returns stops it
 */
export function sendBeforeUpdate(outbox: Outbox, engine: SyncEngine): () => void {
  return onBefore('update', async () => {
    if ((await outbox.waiting()).length === 0) return;
    engine.wake();
    const nothingWaits$ = outbox.entries$.pipe(
      switchMap(() => from(outbox.waiting())),
      filter((waiting) => waiting.length === 0),
    );
    await firstValueFrom(nothingWaits$, { defaultValue: null });
  });
}
