/** What of the browser's locks is used; a test hands in its own. */
export type Locks = Pick<LockManager, 'request'>;

interface Wait {
  name: string;
  patienceMs: number;
}

/**
 * One window at a time, by the browser's own locks. A window that holds the lock for longer than it should is frozen, or blocked
 * by a dialog: the lock is then taken away from it, not just bypassed, so that nobody else waits as long again. Its work
 * continues once it wakes up: callers must allow for that.
 */
export async function patientLock<T>(locks: Locks, { name, patienceMs }: Wait, work: () => Promise<T>): Promise<T> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), patienceMs);
  let begun: Promise<T> | null = null;
  const begin = () => {
    clearTimeout(timer);
    begun ??= work();
    return begun;
  };
  try {
    return (await locks.request(name, { signal: patience.signal }, begin)) as T;
  } catch (error) {
    // Stolen from this window while it worked: its result still counts.
    if (begun !== null) return begun;
    if (!patience.signal.aborted) throw error;
    return (await locks.request(name, { steal: true }, begin).catch((reason) => begun ?? Promise.reject(reason))) as T;
  } finally {
    clearTimeout(timer);
  }
}
