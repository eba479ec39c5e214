import type { SyncEngine } from '@marginiq/sync/engine/sync-engine';
import type { Outbox } from '@marginiq/sync/outbox/outbox';
import { filter, firstValueFrom, from, fromEvent, switchMap, takeUntil } from 'rxjs';
import { onBefore } from '../host/before-reload.ts';

/**
 * Commands leave with the version that wrote them where the server takes them, as it does from older versions too. What it
 * does not take in time is kept, and sent by the next version. @returns stops it
 */
export function sendBeforeUpdate(
  outbox: Pick<Outbox, 'sendable' | 'entries$'>,
  engine: Pick<SyncEngine, 'wake'>,
): () => void {
  return onBefore('update', async (signal) => {
    // Locked commands, and those behind them, cannot be sent by this version either.
    if ((await outbox.sendable()).length === 0) return;
    engine.wake();
    const isSent$ = outbox.entries$.pipe(
      switchMap(() => from(outbox.sendable())),
      filter((left) => left.length === 0),
      takeUntil(fromEvent(signal, 'abort')),
    );
    await firstValueFrom(isSent$, { defaultValue: null });
  });
}
