import { v7 } from 'uuid';
import type { DesktopBridge } from '../../bridge/bridge.ts';
import { createBrowserBridge } from './browser-bridge.ts';
import { DeviceRegistry } from './device-registry.ts';
import { indexedDbKeys } from './key-store.ts';
import { browserSessionNews } from './session-news.ts';

declare global {
  interface Window {
    /** Put there by the preload script in Electron. */
    marginiq?: DesktopBridge;
  }
}

/** On either host, device ids are kept in the page's own storage, beside the local databases. */
export const deviceRegistry = () => new DeviceRegistry(window.localStorage, () => v7());

export function hostBridge(): DesktopBridge {
  return (
    window.marginiq ??
    createBrowserBridge({
      storage: window.localStorage,
      locks: navigator.locks,
      keys: indexedDbKeys(window.indexedDB),
      news: browserSessionNews(window.localStorage, window),
      userAgent: navigator.userAgent,
      time: { now: Date.now, monotonic: () => performance.now() },
      randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
      newId: () => v7(),
    })
  );
}
