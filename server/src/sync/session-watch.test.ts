import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { Database } from '../tenancy/database.ts';
import { eventually } from '../testing/eventually.ts';
import { SessionWatch } from './session-watch.ts';

/** A change stream that a test feeds and breaks. */
class FakeStream {
  readonly resumeAfter: unknown;
  #events: object[] = [];
  #error: Error | null = null;
  #closed = false;
  #wake: () => void = () => undefined;

  constructor(resumeAfter: unknown) {
    this.resumeAfter = resumeAfter;
  }

  ends(sessionId: string): void {
    this.#events.push({
      _id: `after ${sessionId}`,
      operationType: 'insert',
      documentKey: { _id: `company:${sessionId}` },
    });
    this.#wake();
  }

  break(): void {
    this.#error = new Error('the connection broke');
    this.#wake();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator]() {
    for (;;) {
      for (let event = this.#events.shift(); event !== undefined; event = this.#events.shift()) yield event;
      if (this.#error !== null) throw this.#error;
      if (this.#closed) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

test('the ends of sessions are told, and where some may be missed that is told too', async () => {
  const streams: FakeStream[] = [];
  const watchEndedSessions = (resumeAfter: unknown) => {
    const stream = new FakeStream(resumeAfter);
    streams.push(stream);
    return stream;
  };
  const told: string[] = [];
  const watch = new SessionWatch({ watchEndedSessions } as unknown as Database, {
    log: pino({ level: 'silent' }),
    ended: (sessionId) => told.push(sessionId),
    missed: () => told.push('missed'),
    retryMs: 1,
  });
  watch.start();
  const breakNewest = async () => {
    const opened = streams.length;
    streams.at(-1)?.break();
    await eventually('another stream', () => streams.length > opened);
  };
  streams[0]?.ends('one');
  await eventually('the first', () => told.length === 1);

  // It is resumed where it broke off.
  await breakNewest();
  expect(streams.at(-1)?.resumeAfter).toBe('after one');
  streams.at(-1)?.ends('two');
  await eventually('the second', () => told.length === 2);

  // It breaks again and again: what happened meanwhile cannot be known any more.
  await breakNewest();
  await breakNewest();
  expect(told).toEqual(['one', 'two', 'missed']);
  expect(streams.at(-1)?.resumeAfter).toBeUndefined();
  await watch.stop();
});
