import { afterByTimer } from './after-by-timer.ts';
import { BrowserUpdate, type UpdateHost } from './browser-update.ts';
import { announceReload, announceUpdate, openUpdateChannel } from './update-windows.ts';

/** Held by every window for as long as it is open, so that one can count the others. */
const WINDOW_LOCK = 'marginiq.window';

async function register(): Promise<ServiceWorkerRegistration | null> {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return null;
  try {
    const registration = await navigator.serviceWorker.register('./sw.js', { scope: './' });
    // Unsent commands live in this origin's storage: ask that the browser does not clear it under pressure.
    await navigator.storage?.persist?.();
    return registration;
  } catch (error) {
    console.warn('The app will not start without network on this device:', error);
    return null;
  }
}

const ASSET = /(?:src|href)="(\.?\/[^"]*assets\/[^"]+)"/g;

/** The query keeps the service worker from answering with its own build's page. */
async function hasAnotherBuild(): Promise<boolean> {
  const answer = await fetch(`./index.html?fresh=${Date.now()}`, { cache: 'no-store' });
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  const loaded = new Set(
    [...document.querySelectorAll<HTMLScriptElement | HTMLLinkElement>('script[src], link[href]')].map((element) =>
      element instanceof HTMLScriptElement ? element.src : element.href,
    ),
  );
  const assets = [...(await answer.text()).matchAll(ASSET)].map(([, path = '']) => new URL(path, location.href).href);
  return assets.some((asset) => !loaded.has(asset));
}

/** Lets the browser build start without network, and finds newer versions of it. */
export function createBrowserUpdate({ hasUnsent }: Pick<UpdateHost, 'hasUnsent'>): BrowserUpdate {
  void navigator.locks.request(WINDOW_LOCK, { mode: 'shared' }, () => new Promise(() => undefined));
  const update = new BrowserUpdate({
    registration: register(),
    container: 'serviceWorker' in navigator ? navigator.serviceWorker : null,
    windows: openUpdateChannel(),
    hasAnotherBuild,
    hasUnsent,
    isOnlyWindow: async () =>
      ((await navigator.locks.query()).held ?? []).filter(({ name }) => name === WINDOW_LOCK).length < 2,
    beforeUpdate: announceUpdate,
    beforeReload: announceReload,
    reload: () => location.reload(),
    after: afterByTimer,
  });
  void update.watch((check) => {
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') check();
    });
  });
  return update;
}
