import { SilentLineError } from '@marginiq/sync/engine/transport';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { STREAM_SILENCE_MS } from './line.ts';
import { createTrpcTransport } from './trpc-transport.ts';

const token = { get: async () => 'token', renew: async () => 'token' };
const connected = new TextEncoder().encode('event: connected\ndata: {}\n\n');

/** A stream that is open and has said so; the returned controller makes it send more, end or break. */
function openStream() {
  const { promise, resolve } = Promise.withResolvers<ReadableStreamDefaultController<Uint8Array>>();
  vi.stubGlobal('fetch', async (_input: unknown, init: RequestInit) => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(connected);
        init.signal?.addEventListener('abort', () => controller.error(init.signal?.reason));
        resolve(controller);
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  });
  return promise;
}

describe('the end of a stream', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });
  const listen = (signal = new AbortController().signal) =>
    createTrpcTransport('http://host', token).stream(() => undefined, signal);

  it('the end of a stream is a failure when the connection breaks', async () => {
    const opened = openStream();
    const listening = listen();
    (await opened).error(new TypeError('network error'));
    await expect(listening).rejects.toMatchObject({ fault: 'offline' });
  });

  it('the end of a stream is a silent line when nothing was heard for too long', async () => {
    vi.useFakeTimers();
    const opened = openStream();
    const listening = listen();
    const failed = expect(listening).rejects.toBeInstanceOf(SilentLineError);
    await opened;
    await vi.advanceTimersByTimeAsync(STREAM_SILENCE_MS + 1);
    await failed;
  });

  it('the end of a stream is in good order when this window stops listening', async () => {
    const opened = openStream();
    const stopping = new AbortController();
    const listening = listen(stopping.signal);
    await opened;
    stopping.abort();
    await expect(listening).resolves.toBeUndefined();
  });

  it('the end of a stream asks to move when the server says so', async () => {
    const opened = openStream();
    const listening = listen();
    const data = { code: 'SERVICE_UNAVAILABLE', httpStatus: 503, steer: 'moved', moveWithinMs: 1_500 };
    const error = JSON.stringify({ message: 'bye', code: -32603, data });
    (await opened).enqueue(new TextEncoder().encode(`event: serialized-error\ndata: ${error}\n\n`));
    await expect(listening).rejects.toMatchObject({ fault: 'busy', moveWithinMs: 1_500 });
  });

  it.each([
    ['busy', { retryAfterMs: 7_000, overInMs: null }],
    ['maintenance', { retryAfterMs: 7_000, overInMs: 600_000 }],
  ])('the end of a stream names the time to wait when the server refuses it as %s', async (steer, told) => {
    const data = { code: 'SERVICE_UNAVAILABLE', httpStatus: 503, steer, waitSeconds: 600 };
    const body = JSON.stringify({ error: { message: 'not now', code: -32603, data } });
    vi.stubGlobal('fetch', async () => new Response(body, { status: 503, headers: { 'retry-after': '7' } }));
    await expect(listen()).rejects.toMatchObject({ fault: steer, ...told });
  });
});
