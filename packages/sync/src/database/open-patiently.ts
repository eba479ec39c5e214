import type { After } from '../engine/news-stream.ts';
import { isOfNewerVersion } from './newer-version.ts';

/** Between the tries to open. A profile on a busy disk, another window that is closing: it mostly comes right by itself. */
const AGAIN_MS = [250, 500, 1_000, 2_000, 2_000, 2_000];
/** Longer than this, and the screen says that it is still being opened. */
const SLOW_MS = 1_500;
/** Storage that answers nothing at all for so long has failed. */
const HANGING_MS = 20_000;

export interface Closable {
  close: () => Promise<unknown>;
}

export class StorageHangsError extends Error {
  override name = 'StorageHangsError';

  constructor() {
    super('the storage of this device does not answer');
  }
}

/**
 * Opens something, retrying for some seconds if that fails: a failure is not yet damage. What opens after we gave up on it is
 * closed, so that it does not block the next attempt.
 * @param open may find that there is nothing left to open, and resolve with null
 * @param onSlow it takes long, and whoever waits should be informed
 * @throws the error of the last attempt
 */
export async function openPatiently<T extends Closable | null>(
  open: () => Promise<T>,
  { after, onSlow }: { after: After; onSlow: () => void },
): Promise<T> {
  const endSlow = after(SLOW_MS, onSlow);
  try {
    for (const ms of AGAIN_MS) {
      try {
        return await within(HANGING_MS, { after, work: open });
      } catch (error) {
        // Neither passes by itself.
        if (error instanceof StorageHangsError || isOfNewerVersion(error)) throw error;
        await new Promise<void>((resolve) => after(ms, resolve));
      }
    }
    return await within(HANGING_MS, { after, work: open });
  } finally {
    endSlow();
  }
}

async function within<T extends Closable | null>(
  ms: number,
  { after, work }: { after: After; work: () => Promise<T> },
): Promise<T> {
  const { promise: hanging, reject } = Promise.withResolvers<never>();
  let isGivenUp = false;
  const cancel = after(ms, () => {
    isGivenUp = true;
    reject(new StorageHangsError());
  });
  const opening = work().then(async (opened) => {
    // Whoever waited for it has already received the failure.
    if (isGivenUp) await opened?.close();
    return opened;
  });
  try {
    return await Promise.race([opening, hanging]);
  } finally {
    cancel();
  }
}
