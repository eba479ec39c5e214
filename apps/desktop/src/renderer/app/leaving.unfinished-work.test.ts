import 'fake-indexeddb/auto';
import { testSealer } from '@marginiq/sync/testing/sealers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { finishLeaving, hasUnfinishedWork, leaveLocalData, noteLeaving, wipeLocalData } from './leaving.ts';
import {
  ANNA,
  BENS,
  collection,
  collectionsOf,
  emptyDisk,
  LEFT_ROWS,
  leavingPorts,
  NAME,
  person,
  personAtWork,
  rowsOf,
} from './testing/person-on-disk.ts';

describe('leaving a device', () => {
  beforeEach(emptyDisk);
  afterEach(() => void vi.restoreAllMocks());

  it.each([leaveLocalData, wipeLocalData])(
    'an unsealed note made as a page was left is removed (%o)',
    async (leave) => {
      await person(NAME, ['waiting']);
      const noted = leavingPorts();
      noted.storage.setItem(`marginiq.unwritten.${NAME}.window`, 'sealed');
      noted.storage.setItem(`marginiq.unwritten.${BENS}.window`, 'sealed');
      await leave(noted, NAME);
      const left = [...noted.storage.items.keys()].filter((name) => name.startsWith('marginiq.unwritten.'));
      expect(left).toEqual([`marginiq.unwritten.${BENS}.window`]);
    },
  );

  it('drafts stay, sealed, even when all was sent: no page, no settled command, nothing unsealed', async () => {
    await personAtWork(NAME, ['accepted']);
    expect(await hasUnfinishedWork(NAME)).toBe(true);
    const noted = leavingPorts();
    await leaveLocalData(noted, NAME);
    await finishLeaving(noted);
    expect(await collectionsOf(NAME)).toEqual(['local']);
    expect(await rowsOf(NAME, 'local')).toEqual(LEFT_ROWS);
    expect(await hasUnfinishedWork(NAME)).toBe(true);
    expect(noted.storage.getItem('marginiq.leaving')).toBe('[]');
  });

  it('drafts stay beside a command that was not sent', async () => {
    await personAtWork(NAME, ['waiting']);
    await leaveLocalData(leavingPorts(), NAME);
    expect(await collectionsOf(NAME)).toEqual(['commands', 'local']);
    expect(await rowsOf(NAME, 'local')).toEqual(LEFT_ROWS);
  });

  it('only unsealed drafts are removed', async () => {
    await person(NAME, ['accepted']);
    (await collection(NAME, 'local', [{ id: 'draft:bare', doc: { justification: 'Stahlbau' } }])).close();
    expect(await hasUnfinishedWork(NAME)).toBe(false);
    await leaveLocalData(leavingPorts(), NAME);
    expect(await collectionsOf(NAME)).toEqual([]);
  });

  it('leaving a device takes no key along while something is left that was being written, and all of it once the device is revoked', async () => {
    await personAtWork(NAME, ['accepted']);
    const noted = leavingPorts();
    await leaveLocalData(noted, NAME);
    expect(noted.keysGone).toEqual([]);
    await wipeLocalData(noted, NAME);
    expect(await collectionsOf(NAME)).toEqual([]);
    expect(noted.keysGone).toEqual([ANNA]);
  });

  it('leaving a device deletes no draft, and takes no key, because the drafts could not be read just now', async () => {
    await personAtWork(NAME, ['accepted']);
    const opening = indexedDB.open.bind(indexedDB);
    const open = vi.spyOn(indexedDB, 'open').mockImplementation((name, version) => {
      if (name.endsWith('--local')) throw new DOMException('the disk does not answer', 'UnknownError');
      return opening(name, version);
    });
    const noted = leavingPorts();
    await leaveLocalData(noted, NAME);
    open.mockRestore();
    await expect.poll(() => collectionsOf(NAME)).toEqual(['local']);
    expect(noted.keysGone).toEqual([]);
    await finishLeaving(noted);
    expect(await rowsOf(NAME, 'local')).toEqual(LEFT_ROWS);
  });

  it('a sealed note of what was typed as a page was left stays, with its key', async () => {
    const noted = leavingPorts();
    const note = JSON.stringify({ key: await testSealer(1).seal('key', 'unwritten-note'), nonce: '', sealed: '' });
    noted.storage.setItem(`marginiq.unwritten.${NAME}.window`, note);
    await leaveLocalData(noted, NAME);
    expect(noted.storage.getItem(`marginiq.unwritten.${NAME}.window`)).toBe(note);
    expect(noted.keysGone).toEqual([]);
    await wipeLocalData(noted, NAME);
    expect(noted.storage.getItem(`marginiq.unwritten.${NAME}.window`)).toBeNull();
  });

  it('leaving a device takes the key along, also in a sign-out that was killed before it could', async () => {
    const noted = leavingPorts();
    await leaveLocalData(noted, NAME);
    expect(noted.keysGone).toEqual([ANNA]);
    noteLeaving(noted.storage, NAME);
    await finishLeaving(noted);
    await finishLeaving(noted);
    expect(noted.keysGone).toEqual([ANNA, ANNA]);
    await wipeLocalData(noted, NAME);
    expect(noted.keysGone).toHaveLength(3);
  });

  it('leaving a device takes no key along while a command is left that it may have sealed', async () => {
    await person(NAME, ['waiting']);
    const noted = leavingPorts();
    await leaveLocalData(noted, NAME);
    await finishLeaving(noted);
    expect(noted.keysGone).toEqual([]);
    await wipeLocalData(noted, NAME);
    expect(noted.keysGone).toEqual([ANNA]);
  });

  it('leaving a device tries again at the next start if the key could not be removed', async () => {
    const noted = leavingPorts();
    const failing = { ...noted, forgetKeys: () => Promise.reject(new Error('no disk')) };
    await leaveLocalData(failing, NAME);
    await finishLeaving(noted);
    expect(noted.keysGone).toEqual([ANNA]);
  });
});
