import type { Steal } from '../engine/leadership.ts';
import type { Exclusively } from '../outbox/outbox.ts';

interface Waiter {
  grant: () => void;
}

interface Lock {
  /** Takes the lock away from its holder. */
  rob: (() => void) | null;
  queue: Waiter[];
}

/** Real locks by name, with the rules of the browser's Web Locks: first come, first served; a wait can be aborted; stealing. */
export class Locks {
  readonly #locks = new Map<string, Lock>();

  readonly exclusively: Exclusively = async (name, work, signal) => {
    signal?.throwIfAborted();
    const lock = this.#lock(name);
    if (lock.rob !== null || lock.queue.length > 0) await this.#turn(lock, signal);
    return this.#hold(lock, work);
  };

  readonly steal: Steal = async (name, work) => {
    const lock = this.#lock(name);
    lock.rob?.();
    return this.#hold(lock, work);
  };

  #lock(name: string): Lock {
    const lock = this.#locks.get(name) ?? { rob: null, queue: [] };
    this.#locks.set(name, lock);
    return lock;
  }

  async #turn(lock: Lock, signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter = { grant: resolve };
    lock.queue.push(waiter);
    const giveUp = () => {
      const at = lock.queue.indexOf(waiter);
      if (at >= 0) lock.queue.splice(at, 1);
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', giveUp, { once: true });
    await promise.finally(() => signal?.removeEventListener('abort', giveUp));
  }

  #hold<T>(lock: Lock, work: () => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const rob = () => reject(new DOMException('the lock was stolen', 'AbortError'));
    lock.rob = rob;
    const release = () => {
      if (lock.rob !== rob) return;
      lock.rob = null;
      const next = lock.queue.shift();
      if (next === undefined) return;
      // Held from now on, although the next holder has only been notified.
      lock.rob = () => undefined;
      next.grant();
    };
    work().then(
      (value) => {
        release();
        resolve(value);
      },
      (error) => {
        release();
        reject(error);
      },
    );
    return promise;
  }
}

export function createMutex(): Exclusively {
  return new Locks().exclusively;
}
