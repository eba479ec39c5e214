import { SilentLineError } from '@marginiq/sync/engine/transport';
import { describe, expect, it } from 'vitest';
import { CALL_SILENCE_MS, Line, STREAM_SILENCE_MS } from './line.ts';

/** Time that passes when the test says so. */
class Time {
  now = 0;
  readonly #due = new Set<{ at: number; work: () => void }>();

  readonly after = (ms: number, work: () => void) => {
    const timer = { at: this.now + ms, work };
    this.#due.add(timer);
    return () => void this.#due.delete(timer);
  };

  get pending(): number {
    return this.#due.size;
  }

  async pass(ms: number): Promise<void> {
    this.now += ms;
    for (const timer of [...this.#due]) {
      if (timer.at > this.now) continue;
      this.#due.delete(timer);
      timer.work();
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A server that answers when the test says so, a piece at a time. */
function serverOn(time: Time) {
  const replies: { open: () => void; say: (text: string) => void; end: () => void }[] = [];
  const fetch = (_input: unknown, init?: RequestInit) =>
    new Promise<Response>((resolve, reject) => {
      const { signal } = init ?? {};
      let controller: ReadableStreamDefaultController<Uint8Array> | null = null;
      const body = new ReadableStream<Uint8Array>({
        start: (given) => {
          controller = given;
        },
      });
      signal?.addEventListener('abort', () => {
        reject(signal.reason);
        controller?.error(signal.reason);
      });
      replies.push({
        open: () => resolve(new Response(body, { status: 200 })),
        say: (text) => controller?.enqueue(new TextEncoder().encode(text)),
        end: () => controller?.close(),
      });
    });
  const line = new Line({ fetch: fetch as typeof globalThis.fetch, after: time.after });
  const reply = (index = 0) => {
    const found = replies[index];
    if (found === undefined) throw new Error('nothing was asked');
    return found;
  };
  return { line, reply };
}

const NEARLY = CALL_SILENCE_MS - 1;

describe('a call over the line', () => {
  it('a call may take any length of time while something arrives now and then', async () => {
    const time = new Time();
    const { line, reply } = serverOn(time);
    const answer = line.call('http://server/').then((response) => response.text());
    await time.pass(NEARLY);
    reply().open();
    await time.pass(0);
    for (let piece = 0; piece < 20; piece += 1) {
      await time.pass(NEARLY);
      reply().say('x');
      await time.pass(0);
    }
    reply().end();
    expect(await answer).toBe('x'.repeat(20));
    expect(time.pending).toBe(0);
  });

  it.each([
    ['before it is answered', false],
    ['in the middle of its answer', true],
  ])('a call over the line fails after 30 s of silence %s', async (_when, opened) => {
    const time = new Time();
    const { line, reply } = serverOn(time);
    const answer = line.call('http://server/').then((response) => response.text());
    const failed = expect(answer).rejects.toBeInstanceOf(SilentLineError);
    if (opened) {
      reply().open();
      await time.pass(1);
      reply().say('x');
      await time.pass(1);
    }
    await time.pass(CALL_SILENCE_MS);
    await failed;
  });

  it('a call over the line is given the time that its body takes at 2 kB/s', async () => {
    const time = new Time();
    const { line, reply } = serverOn(time);
    const body = 'x'.repeat(200_000);
    const answer = line.call('http://server/', { method: 'POST', body }).then((response) => response.status);
    await time.pass(CALL_SILENCE_MS + 99_000);
    reply().open();
    expect(await answer).toBe(200);
  });

  it('a call over the line ends with the signal of who made it', async () => {
    const time = new Time();
    const { line } = serverOn(time);
    const stopping = new AbortController();
    const answer = line.call('http://server/', { signal: stopping.signal });
    stopping.abort(new Error('stopped'));
    await expect(answer).rejects.toThrow('stopped');
    expect(time.pending).toBe(0);
  });
});

describe('the stream over the line', () => {
  it('the stream over the line fails after 10 s in which nothing was heard on any connection', async () => {
    const time = new Time();
    const { line, reply } = serverOn(time);
    const stream = line.listen('http://server/stream').then((response) => response.text());
    const failed = expect(stream).rejects.toBeInstanceOf(SilentLineError);
    let isSilent = false;
    line.silent$.subscribe(() => {
      isSilent = true;
    });
    reply(0).open();
    await time.pass(STREAM_SILENCE_MS - 1);
    reply(0).say('ping');
    await time.pass(0);
    const call = line.call('http://server/pull').then((response) => response.text());
    await time.pass(STREAM_SILENCE_MS - 1);
    reply(1).open();
    await time.pass(0);
    await time.pass(STREAM_SILENCE_MS - 1);
    reply(1).say('a byte of something else');
    reply(1).end();
    expect(await call).toBe('a byte of something else');
    await time.pass(STREAM_SILENCE_MS - 1);
    expect(isSilent).toBe(false);
    await time.pass(1);
    await failed;
    expect(time.pending).toBe(0);
  });

  it('the stream over the line tells of every byte that was heard', async () => {
    const time = new Time();
    const { line, reply } = serverOn(time);
    let heard = 0;
    line.heard$.subscribe(() => {
      heard += 1;
    });
    const stream = line.listen('http://server/stream').then((response) => response.text());
    reply().open();
    await time.pass(0);
    reply().say('a');
    await time.pass(0);
    reply().say('b');
    await time.pass(0);
    reply().end();
    expect(await stream).toBe('ab');
    expect(heard).toBe(3);
  });
});
