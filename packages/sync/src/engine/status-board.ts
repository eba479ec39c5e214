import { BehaviorSubject } from 'rxjs';
import type { Leadership } from './leadership.ts';
import { StatusChannel } from './status-channel.ts';
import { INITIAL_STATUS, type SyncStatus } from './sync-status.ts';

/** How often the time of the last contact is published. */
const HEARD_STEP_MS = 1_000;

export interface StatusBoardOptions {
  databaseName: string;
  leadership: Leadership;
  now: () => string;
  /** Another window asks this one, which leads, to try at once. */
  onWake: () => void;
}

/**
 * The state of the connection to the server: what this window says while it leads, and what it hears from the leader
 * otherwise.
 */
export class StatusBoard {
  readonly status$ = new BehaviorSubject<SyncStatus>(INITIAL_STATUS);
  readonly #leadership: Leadership;
  readonly #channel: StatusChannel;
  readonly #now: () => string;

  constructor({ databaseName, leadership, now, onWake }: StatusBoardOptions) {
    this.#leadership = leadership;
    this.#now = now;
    this.#channel = new StatusChannel(databaseName, {
      onStatus: (status, term) => {
        // A window of an older version says less.
        if (leadership.hear(term)) this.status$.next({ ...INITIAL_STATUS, ...status });
      },
      onHello: () => this.tell(),
      onWake: () => {
        if (leadership.leading) onWake();
      },
    });
  }

  get status(): SyncStatus {
    return this.status$.value;
  }

  show(change: Partial<SyncStatus>): void {
    this.status$.next({ ...this.status, ...change });
    this.tell();
  }

  /** The other windows show it too. */
  tell(): void {
    const { term } = this.#leadership;
    if (term !== null) this.#channel.tell(this.status, term);
  }

  /** Something came from the server. */
  hear(): void {
    const at = this.#now();
    const { heardAt } = this.status;
    if (heardAt !== null && Math.abs(Date.parse(at) - Date.parse(heardAt)) < HEARD_STEP_MS) return;
    if (this.#leadership.leading) this.show({ heardAt: at });
  }

  askLeaderToWake(): void {
    if (!this.#leadership.leading) this.#channel.askLeaderToWake();
  }

  close(): void {
    this.#channel.close();
  }
}
