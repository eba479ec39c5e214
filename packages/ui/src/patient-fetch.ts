type Fetch = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>;

export interface Patience {
  /** Whether a call may be made again although its answer does not say that nothing was done. */
  mayRepeat: (input: RequestInfo | URL, init?: RequestInit) => boolean;
  /** Rejects once the signal is aborted. */
  wait?: (ms: number, signal: AbortSignal | null) => Promise<void>;
  /** In [0, 1). */
  random?: () => number;
}

const MOST_REPEATS = 2;
/** Somebody is looking at a screen meanwhile: a server that asks for a longer wait is reported instead. */
const LONGEST_WAIT_MS = 4_000;
const JITTER_MS = 1_000;

/** How long an answer asks to wait; null if it does not say, or says it as a date, which no server of ours does. */
export function retryAfterMsOf(response: unknown): number | null {
  const header = response instanceof Response ? response.headers.get('retry-after') : null;
  const seconds = Number(header);
  return header !== null && header.trim() !== '' && Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}

function waitByTimer(ms: number, signal: AbortSignal | null): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const stop = () => reject(signal?.reason);
  const timer = setTimeout(resolve, ms);
  signal?.addEventListener('abort', stop, { once: true });
  return promise.finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  });
}

/** The code of the error, which a server of an earlier release calls its steer. */
const codeOf = async (response: Response): Promise<unknown> => {
  const body = await response
    .clone()
    .json()
    .catch(() => null);
  const data = body?.error?.data;
  return data?.error?.code ?? data?.steer;
};

/**
 * Asks again, a few times, where the server is too busy for the moment or another one takes over: the person at the screen sees
 * only that it takes longer. A server that asks for a longer wait, or is under maintenance, is not asked again here.
 */
export function patientFetch(fetch: Fetch, { mayRepeat, wait = waitByTimer, random = Math.random }: Patience): Fetch {
  return async (input, init) => {
    for (let repeats = 0; ; repeats += 1) {
      const response = await fetch(input, init);
      const retryAfterMs = response.status === 503 ? retryAfterMsOf(response) : null;
      if (retryAfterMs === null || retryAfterMs > LONGEST_WAIT_MS || repeats === MOST_REPEATS) return response;
      const code = await codeOf(response);
      // One that is about to stop refuses before it does anything.
      const isRepeatable = code === 'moved' || (code === 'busy' && mayRepeat(input, init));
      if (!isRepeatable) return response;
      await wait(retryAfterMs + Math.round(random() * JITTER_MS), init?.signal ?? null);
    }
  };
}
