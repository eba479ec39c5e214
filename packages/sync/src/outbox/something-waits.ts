import { distinctUntilChanged, filter, map, type Observable } from 'rxjs';
import type { Outbox } from './outbox.ts';

/** Emits if commands wait to be sent, and again whenever other ones do. */
export function somethingWaits$({ entries$ }: Pick<Outbox, 'entries$'>): Observable<void> {
  return entries$.pipe(
    map((entries) =>
      entries
        .filter(({ state }) => state === 'waiting')
        .map(({ command }) => command.id)
        .join(),
    ),
    distinctUntilChanged(),
    filter((ids) => ids !== ''),
    map(() => undefined),
  );
}
