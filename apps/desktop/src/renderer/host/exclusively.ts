import type { Steal } from '@marginiq/sync/engine/leadership';
import type { Exclusively } from '@marginiq/sync/outbox/outbox';
import { patientLock } from './patient-lock.ts';

/**
 * Saving an action takes milliseconds. A window that holds the outbox for longer is blocked, for example by a dialog,
 * and must not keep the others from saving.
 */
const OUTBOX_PATIENCE_MS = 5_000;

/**
 * One window at a time, by the browser's own locks; a window that closes or crashes lets go of its own. Two windows that number
 * commands at once, because one was blocked, may give out the same number: the server decides the first of them and the other is
 * numbered again, as after any gap.
 */
export const exclusively: Exclusively = (name, work, signal) =>
  name.endsWith(':outbox')
    ? patientLock(navigator.locks, { name, patienceMs: OUTBOX_PATIENCE_MS }, work)
    : request(name, { work, ...(signal === undefined ? {} : { signal }) });

/** Takes a lock away from a window that does not answer. Its work continues once it wakes up: callers must allow for that. */
export const steal: Steal = (name, work) =>
  navigator.locks.request(name, { steal: true }, work) as ReturnType<typeof work>;

function request<T>(name: string, { work, signal }: { work: () => Promise<T>; signal?: AbortSignal }): Promise<T> {
  return navigator.locks.request(name, signal === undefined ? {} : { signal }, work) as Promise<T>;
}
