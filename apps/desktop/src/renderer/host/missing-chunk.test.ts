import { expect, it } from 'vitest';
import { onBefore } from './before-reload.ts';
import { type ChunkHost, reloadForMissingChunks } from './missing-chunk.ts';

function makePage(change: Partial<ChunkHost> = {}) {
  const items = new Map<string, string>();
  const did: string[] = [];
  const page = {
    now: 1_000_000,
    did,
    events: new EventTarget(),
    /** @returns whether the fault is passed on */
    miss: async () => {
      const event = new Event('vite:preloadError', { cancelable: true });
      page.events.dispatchEvent(event);
      await new Promise((resolve) => setTimeout(resolve, 0));
      return !event.defaultPrevented;
    },
  };
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  };
  const reload = () => void did.push('reload');
  reloadForMissingChunks({ events: page.events, storage, now: () => page.now, reload, ...change });
  onBefore('reload', async () => did.push('keep'), page.events);
  return page;
}

it('a missing chunk reloads the page once, after what is being written was kept', async () => {
  const page = makePage();
  expect(await page.miss()).toBe(false);
  expect(page.did).toEqual(['keep', 'reload']);
});

it('a chunk that is still missing after the reload is a fault to be shown', async () => {
  const page = makePage();
  await page.miss();
  page.now += 5_000;
  expect(await page.miss()).toBe(true);
  expect(page.did).toEqual(['keep', 'reload']);
  page.now += 24 * 60 * 60_000;
  expect(await page.miss()).toBe(false);
});

it('nothing is reloaded where the browser cannot remember that it was', async () => {
  expect(await makePage({ storage: null }).miss()).toBe(true);
  const blocked = () => {
    throw new DOMException('blocked', 'SecurityError');
  };
  expect(await makePage({ storage: { getItem: blocked, setItem: blocked } }).miss()).toBe(true);
});
