import type { SyncStatus } from './sync-status.ts';

type Message =
  /** From the window that leads, with the number of its term. */
  { kind: 'status'; status: SyncStatus; term: number } | { kind: 'hello' } | { kind: 'wake' };

export interface StatusListener {
  /** A window that leads, or believes so, says how things are. */
  onStatus: (status: SyncStatus, term: number) => void;
  /** A window was opened and wants to know how things are. */
  onHello: () => void;
  onWake: () => void;
}

/** Lets every window show what the leading one knows, and lets any of them ask it to try at once. */
export class StatusChannel {
  readonly #channel: BroadcastChannel;
  #closed = false;

  constructor(databaseName: string, { onStatus, onHello, onWake }: StatusListener) {
    this.#channel = new BroadcastChannel(`${databaseName}:status`);
    this.#channel.onmessage = (event: MessageEvent) => {
      const message = event.data as Message;
      if (message.kind === 'status') onStatus(message.status, message.term);
      if (message.kind === 'hello') onHello();
      if (message.kind === 'wake') onWake();
    };
    this.#post({ kind: 'hello' });
  }

  tell(status: SyncStatus, term: number): void {
    this.#post({ kind: 'status', status, term });
  }

  askLeaderToWake(): void {
    this.#post({ kind: 'wake' });
  }

  close(): void {
    this.#closed = true;
    this.#channel.close();
  }

  #post(message: Message): void {
    // A closed channel throws, and a button or a late item of the stream may still ask a stopped window to wake.
    if (!this.#closed) this.#channel.postMessage(message);
  }
}
