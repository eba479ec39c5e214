import type { Cursor } from '@marginiq/contract/cursor';
import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import type { Pusher } from '../world/pusher.ts';

/**
 * Pulls without pause while others write, so that commits land in the middle of its pages, and keeps what came by
 * `collection/id@position`.
 */
export class Poller {
  readonly brought = new Set<string>();
  readonly #pusher: Pusher;
  readonly #url: string;
  #cursor: Cursor | null = null;

  constructor(pusher: Pusher, url: string) {
    this.#pusher = pusher;
    this.#url = url;
  }

  /** One page. @returns whether there are more */
  async page(): Promise<boolean> {
    const input = { protocol: PROTOCOL_VERSION, cursor: this.#cursor };
    const { changes, cursor, more } = await this.#pusher.transport(this.#url).pull(input, AbortSignal.timeout(30_000));
    for (const [name, { upserts }] of Object.entries(changes)) {
      for (const { id, seq } of upserts) this.brought.add(`${name}/${id}@${seq}`);
    }
    this.#cursor = cursor;
    return more;
  }

  async during(work: Promise<unknown>): Promise<void> {
    let working = true;
    const ended = work.finally(() => {
      working = false;
    });
    while (working) await this.page();
    await ended;
    while (await this.page());
  }
}
