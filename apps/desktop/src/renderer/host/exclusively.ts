import type { Steal } from '@marginiq/sync/leadership';
import type { Exclusively } from '@marginiq/sync/outbox';

/**
 * Saving an action takes milliseconds. A window that holds the outbox for longer is blocked, for example by a dialog,
 * and must not keep the others from saving.
 */
const OUTBOX_PATIENCE_MS = 5_000;

/** One window at a time, by the browser's own locks; a window that closes or crashes lets go of its own. */
export const exclusively: Exclusively = (name, work, signal) =>
  name.endsWith(':outbox')
    ? patiently(name, work)
    : request(name, { work, ...(signal === undefined ? {} : { signal }) });

/** Takes a lock away from a window that does not answer. Its work continues once it wakes up: whoever steals must allow for that. */
export const steal: Steal = (name, work) =>
  navigator.locks.request(name, { steal: true }, work) as ReturnType<typeof work>;

function request<T>(name: string, { work, signal }: { work: () => Promise<T>; signal?: AbortSignal }): Promise<T> {
  return navigator.locks.request(name, signal === undefined ? {} : { signal }, work) as Promise<T>;
}

/**
 * Two windows that so number commands at once may give out the same number: the server decides the first of them and the
 * other is numbered again, as after any gap.
 */
async function patiently<T>(name: string, work: () => Promise<T>): Promise<T> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), OUTBOX_PATIENCE_MS);
  let begun: Promise<T> | null = null;
  const begin = () => {
    clearTimeout(timer);
    begun ??= work();
    return begun;
  };
  try {
    return await request(name, { signal: patience.signal, work: begin });
  } catch (error) {
    // Stolen from this window while it worked: its result still counts.
    if (begun !== null) return begun;
    if (!patience.signal.aborted) throw error;
    return steal(name, begin).catch((reason) => begun ?? Promise.reject(reason));
  } finally {
    clearTimeout(timer);
  }
}
