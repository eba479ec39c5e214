import type { Exclusively } from '../outbox.ts';

/** A real lock by name, with the rules of the browser's Web Locks: first come, first served; a wait can be aborted. */
export function createMutex(): Exclusively {
  const tails = new Map<string, Promise<void>>();
  return async (name, work, signal) => {
    signal?.throwIfAborted();
    const before = tails.get(name) ?? Promise.resolve();
    const { promise: done, resolve: release } = Promise.withResolvers<void>();
    // Whoever comes next waits for us and for those before us, also where we give up waiting.
    tails.set(
      name,
      before.then(() => done),
    );
    try {
      await (signal === undefined ? before : Promise.race([before, rejectionOf(signal)]));
      return await work();
    } finally {
      release();
    }
  };
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
