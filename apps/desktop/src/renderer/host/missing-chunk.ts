import { announce } from './before-reload.ts';

const RELOADED_KEY = 'marginiq.reloadedForChunk';
/** A chunk that is missing again this soon will not come by reloading. */
const AGAIN_MS = 60_000;

export interface ChunkHost {
  events: EventTarget;
  /** Null if the browser has none to give. */
  storage: Pick<Storage, 'getItem' | 'setItem'> | null;
  now: () => number;
  reload: () => void;
}

function mayReload({ storage, now }: ChunkHost): boolean {
  try {
    const last = Number(storage?.getItem(RELOADED_KEY) ?? 0);
    if (now() - last < AGAIN_MS) return false;
    // Without a place to remember it, the page might reload for ever.
    storage?.setItem(RELOADED_KEY, String(now()));
    return storage !== null;
  } catch {
    return false;
  }
}

/**
 * A missing part of this build (the server has a newer one) is mended by loading the page again, once.
 * The second time the fault is passed on to the page that says what to do.
 */
export function reloadForMissingChunks(host: ChunkHost): void {
  host.events.addEventListener('vite:preloadError', (event) => {
    if (!mayReload(host)) return;
    event.preventDefault();
    void announce('reload', 3_000, host.events).then(host.reload);
  });
}
