import type { BehaviorSubject, Subscription } from 'rxjs';
import type { SyncStatus } from './sync-status.ts';

type Message = { kind: 'status'; status: SyncStatus } | { kind: 'hello' } | { kind: 'wake' };

/** Lets every window show what the leading one knows, and lets any of them ask it to try at once. */
export class StatusChannel {
  leading = false;
  readonly #channel: BroadcastChannel;
  readonly #status$: BehaviorSubject<SyncStatus>;
  #subscription: Subscription | null = null;
  #closed = false;

  constructor(databaseName: string, status$: BehaviorSubject<SyncStatus>, onWake: () => void) {
    this.#status$ = status$;
    this.#channel = new BroadcastChannel(`${databaseName}:status`);
    this.#channel.onmessage = (event: MessageEvent) => {
      const message = event.data as Message;
      if (message.kind === 'status' && !this.leading) status$.next(message.status);
      if (message.kind === 'hello' && this.leading) this.#post({ kind: 'status', status: status$.value });
      if (message.kind === 'wake' && this.leading) onWake();
    };
    this.#post({ kind: 'hello' });
  }

  lead(): void {
    this.leading = true;
    this.#subscription = this.#status$.subscribe((status) => this.#post({ kind: 'status', status }));
  }

  askLeaderToWake(): void {
    this.#post({ kind: 'wake' });
  }

  close(): void {
    this.leading = false;
    this.#closed = true;
    this.#subscription?.unsubscribe();
    this.#channel.close();
  }

  #post(message: Message): void {
    // A closed channel throws, and a button or a late item of the stream may still ask a stopped window to wake.
    if (!this.#closed) this.#channel.postMessage(message);
  }
}
