import { IDBFactory } from 'fake-indexeddb';
import { v7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { ringOfOne, type TextRing } from '../../bridge/key-ring.ts';
import { CHEAP_COSTS } from '../../bridge/testing/cheap-costs.ts';
import { BrowserKeys } from './browser-keys.ts';
import { indexedDbKeys } from './key-store.ts';

const [NAME, OTHER] = ['a person', 'another person'];
const [BOAT, GOAT] = ['tie the red boat', 'milk the grey goat'];
const aRing = (): TextRing => ringOfOne(Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url'));

/** A browser's store of keys; each `window` remembers its own. */
function browser() {
  const store = indexedDbKeys(new IDBFactory());
  const window = () =>
    new BrowserKeys({
      store,
      randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
      costs: CHEAP_COSTS,
      newId: () => v7(),
    });
  return { store, window };
}
const keepUnder = (keys: BrowserKeys, passphrase: string) =>
  keys.keep(NAME, aRing(), { sealing: { passphrase, refreshToken: 'token' }, mayHoldOnly: false });
const keepOpen = (keys: BrowserKeys, name: string) => keys.keep(name, aRing(), { sealing: null, mayHoldOnly: false });

describe('the keys of a browser’s person', () => {
  it('keys remain open in a window that signed in while it was still looking at what was kept before', async () => {
    const { store, window } = browser();
    const keys = window();
    await keepUnder(keys, BOAT);
    // Another window has written since, so this one has to open what it finds.
    await keepUnder(window(), BOAT);
    const { get } = store;
    const { promise: line, resolve: answer } = Promise.withResolvers<void>();
    store.get = async (name) => {
      store.get = get;
      const before = await get(name);
      await line;
      return before;
    };
    const looking = keys.look(NAME);
    await keepUnder(keys, GOAT);
    answer();
    await looking;
    expect(await keys.look(NAME)).toMatchObject({ state: 'open' });
  });

  it('keys remain open in a window that signed in while a renewal waited for room that never came', async () => {
    const { store, window } = browser();
    const keys = window();
    await keepUnder(keys, BOAT);
    const { set } = store;
    const { promise: line, reject: fail } = Promise.withResolvers<boolean>();
    store.set = () => {
      store.set = set;
      return line;
    };
    const renewing = keys.renewed(await keys.look(NAME), 'the next token').catch(() => null);
    await keepUnder(keys, GOAT);
    fail(new DOMException('The quota has been exceeded.', 'QuotaExceededError'));
    await renewing;
    expect(await keys.look(NAME)).toMatchObject({ state: 'open' });
  });

  it('keys are never those of another person, whom this window had open before', async () => {
    const { store, window } = browser();
    const keys = window();
    await keepOpen(keys, OTHER);
    expect(await keys.look(NAME)).toEqual({ state: 'missing' });
    await keepOpen(window(), NAME);
    const look = await keys.look(NAME);
    if (look.state !== 'open') throw new Error(look.state);
    keys.use(look);
    // The browser takes the record away; what this window works with it still has.
    await store.remove(NAME);
    expect(await keys.look(NAME)).toMatchObject({ state: 'open', open: { name: NAME } });
  });

  it('the keys of a browser’s person are not written again over those that another window has kept meanwhile', async () => {
    const { store, window } = browser();
    const keys = window();
    await keepOpen(keys, NAME);
    await store.remove(NAME);
    const look = await keys.look(NAME);
    if (look.state !== 'open') throw new Error(look.state);
    await keepOpen(window(), NAME);
    const newest = await store.get(NAME);
    await keys.keepAgain(look);
    expect(await store.get(NAME)).toEqual(newest);
  });

  it('keys that no sign-in brings back stay when their person signs out of a device without room', async () => {
    const { store, window } = browser();
    const keys = window();
    await keepOpen(keys, NAME);
    // Of a server that has forgotten the first key.
    await keepOpen(keys, NAME);
    store.set = () => Promise.reject(new DOMException('The quota has been exceeded.', 'QuotaExceededError'));
    await keys.forget(NAME);
    expect(await store.get(NAME)).toMatchObject({ ring: { deviceOnly: [expect.anything()] } });
  });

  it('keys of a forgotten passphrase outlive other passphrases, until it is remembered', async () => {
    const { window } = browser();
    for (const passphrase of [BOAT, GOAT, 'feed the blue hen']) await keepUnder(window(), passphrase);
    const keys = window();
    await keepUnder(keys, BOAT);
    // The server has forgotten each key before: those of the two passphrases in between are still sealed.
    const look = await keys.look(NAME);
    if (look.state !== 'open') throw new Error(look.state);
    expect(look.open.ring?.deviceOnly).toHaveLength(1);
    expect(look.open.kept.aside).toHaveLength(2);
  });
});
