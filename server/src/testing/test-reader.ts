import type { Cursor } from '@marginiq/contract/cursor';
import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { PULLED_COLLECTIONS, type PullReply, pullReplySchema } from '@marginiq/contract/pull';
import { expect } from 'vitest';
import type { TestApi } from './test-api.ts';
import type { TestDevice } from './test-device.ts';

/** What a client holds: documents by `collection/id`. */
export type View = Record<string, unknown>;

/** Reads changes page by page as a client does, and keeps what it was given. */
export class TestReader {
  readonly #device: TestDevice;
  #documents = new Map<string, { seq: number; document: unknown }>();
  cursor: Cursor | null = null;
  /** Null: as many as the server gives. */
  maxRows: number | null = null;

  constructor(device: TestDevice) {
    this.#device = device;
  }

  ask(api: TestApi, cursor: Cursor | null = this.cursor, protocol = PROTOCOL_VERSION): Promise<PullReply> {
    return this.#device.on(api).sync.pull({ protocol, cursor, maxRows: this.maxRows });
  }

  /** Reads one page, and keeps it with its cursor. */
  async page(api: TestApi): Promise<PullReply> {
    const reply = await this.ask(api);
    // Parsing drops what the contract does not know, so a page that carries more than that is not equal to it.
    expect(pullReplySchema.parse(reply)).toEqual(reply);
    if (reply.reset) this.#documents.clear();
    for (const name of PULLED_COLLECTIONS) {
      for (const document of reply.changes[name].upserts) {
        // The first of several pages is what the person works with first, from anywhere; it comes again in its place.
        const bound = reply.reset && reply.more ? reply.newestSeq : reply.cursor.seq;
        expect(document.seq, 'a page holds what lies behind its cursor').toBeLessThanOrEqual(bound);
        const key = `${name}/${document.id}`;
        // A page may come again, and then brings nothing older than what is there.
        expect(document.seq).toBeGreaterThanOrEqual(this.#documents.get(key)?.seq ?? 0);
        this.#documents.set(key, { seq: document.seq, document });
      }
      for (const { id } of reply.changes[name].removals) this.#documents.delete(`${name}/${id}`);
    }
    this.cursor = reply.cursor;
    return reply;
  }

  /** Reads until there is no more. @returns how many pages it took */
  async catchUp(api: TestApi): Promise<number> {
    for (let pages = 1; ; pages += 1) if (!(await this.page(api)).more) return pages;
  }

  view(): View {
    return Object.fromEntries([...this.#documents].map(([key, { document }]) => [key, document]));
  }
}
