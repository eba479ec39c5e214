import type { After } from '@marginiq/sync/engine/news-stream';
import { SilentLineError } from '@marginiq/sync/engine/transport';
import { Subject } from 'rxjs';

type Fetch = typeof fetch;

/** A call of which nothing comes for so long has failed, however long the whole may take: a slow line is not a dead one. */
export const CALL_SILENCE_MS = 30_000;
/** The server sends something on every stream at least every 4 s. */
export const STREAM_SILENCE_MS = 10_000;
/** The progress of a request's body is not observable, so it is given the time that it takes at this speed. */
const SLOWEST_BYTES_PER_MS = 2;

export interface LinePorts {
  fetch: Fetch;
  after: After;
}

/** Calls `onSilent` once `ms` have passed without `heard` being called. */
function watch(after: After, ms: number, onSilent: () => void) {
  let cancel = after(ms, onSilent);
  return {
    heard: () => {
      cancel();
      cancel = after(ms, onSilent);
    },
    end: () => cancel(),
  };
}

function sizeOf(body: RequestInit['body']): number {
  return typeof body === 'string' ? new TextEncoder().encode(body).length : 0;
}

/** The same response, which says of each piece of its body that it came, and when it ended. */
function observed(response: Response, { onPiece, onEnd }: { onPiece: () => void; onEnd: () => void }): Response {
  if (response.body === null) {
    onEnd();
    return response;
  }
  const reader = response.body.getReader();
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      try {
        const { done, value } = await reader.read();
        if (done) {
          onEnd();
          controller.close();
          return;
        }
        onPiece();
        controller.enqueue(value);
      } catch (error) {
        onEnd();
        controller.error(error);
      }
    },
    cancel: (reason) => {
      onEnd();
      return reader.cancel(reason);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(body, { status, statusText, headers });
}

/**
 * The line to the server, over which calls and the stream go. It fails by silence and not by length, and every byte
 * counts as heard, of whichever call.
 */
export class Line {
  readonly heard$ = new Subject<void>();
  /** A stream was given up, because nothing was heard. An EventSource does not report why it broke. */
  readonly silent$ = new Subject<SilentLineError>();
  readonly #ports: LinePorts;

  constructor(ports: LinePorts) {
    this.#ports = ports;
  }

  /** For calls. Rejects with a `SilentLineError`, while waiting for the reply or in the middle of its body. */
  readonly call: Fetch = (input, init) => {
    const forBody = Math.ceil(sizeOf(init?.body) / SLOWEST_BYTES_PER_MS);
    const silent = new AbortController();
    const onSilent = () => silent.abort(new SilentLineError());
    const opening = this.#ports.after(CALL_SILENCE_MS + forBody, onSilent);
    return this.#open([input, init], silent, () => {
      opening();
      return watch(this.#ports.after, CALL_SILENCE_MS, onSilent);
    }).finally(opening);
  };

  /** For the stream: it ends when nothing at all was heard for too long, on this or any other connection. */
  readonly listen: Fetch = (input, init) => {
    const silent = new AbortController();
    const watching = watch(this.#ports.after, STREAM_SILENCE_MS, () => {
      const error = new SilentLineError();
      this.silent$.next(error);
      silent.abort(error);
    });
    const elsewhere = this.heard$.subscribe(() => watching.heard());
    const end = () => {
      elsewhere.unsubscribe();
      watching.end();
    };
    init?.signal?.addEventListener('abort', end, { once: true });
    const opened = this.#open([input, init], silent, () => ({ heard: () => undefined, end }));
    opened.catch(end);
    return opened;
  };

  async #open(
    [input, init]: Parameters<Fetch>,
    silent: AbortController,
    begin: () => { heard: () => void; end: () => void },
  ): Promise<Response> {
    const { signal } = silent;
    const given = init?.signal ?? null;
    const either = given === null ? signal : AbortSignal.any([given, signal]);
    const response = await this.#ports.fetch(input, { ...init, signal: either });
    this.heard$.next();
    const watching = begin();
    const onPiece = () => {
      this.heard$.next();
      watching.heard();
    };
    return observed(response, { onPiece, onEnd: () => watching.end() });
  }
}
