import 'fake-indexeddb/auto';
import { asideName, idbResult } from '@marginiq/sync/database/indexed-db';
import { beforeEach, describe, expect, it } from 'vitest';
import { countUnsent, finishLeaving, forgetLeaving, leaveLocalData, noteLeaving, wipeLocalData } from './leaving.ts';
import {
  BENS,
  collection,
  collectionsOf,
  emptyDisk,
  leavingPorts,
  NAME,
  person,
  rowsOf,
} from './testing/person-on-disk.ts';

describe('leaving a device', () => {
  beforeEach(emptyDisk);

  it('leaving a device takes everything when all was sent', async () => {
    await person(NAME, ['accepted']);
    await person(BENS, ['waiting']);
    const noted = leavingPorts();
    noteLeaving(noted.storage, NAME);
    await leaveLocalData(noted, NAME);
    expect(await collectionsOf(NAME)).toEqual([]);
    expect(await countUnsent(BENS)).toBe(1);
  });

  it.each(['waiting', 'refused'])(
    'leaving a device leaves only the commands while one is %s, and nothing was being written: no customer or price',
    async (state) => {
      await person(NAME, ['accepted', state]);
      await leaveLocalData(leavingPorts(), NAME);
      expect(await collectionsOf(NAME)).toEqual(['commands', 'local']);
      expect(await rowsOf(NAME, 'local')).toEqual(['device']);
      expect(await countUnsent(NAME)).toBe(state === 'waiting' ? 1 : 0);
    },
  );

  it('leaving a device takes the data also if there is no room to note first that it is to go', async () => {
    await person(NAME, ['accepted']);
    const { storage, ...ports } = leavingPorts();
    const setItem = () => {
      throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    };
    await leaveLocalData({ ...ports, storage: { ...storage, setItem } }, NAME);
    expect(await collectionsOf(NAME)).toEqual([]);
  });

  it('leaving a device keeps commands that an interrupted repair had put aside, and counts them as unsent', async () => {
    const aside = asideName(NAME, 1);
    await person(NAME, []);
    await person(aside, ['waiting']);
    expect(await countUnsent(NAME)).toBe(1);
    await leaveLocalData(leavingPorts(), NAME);
    expect(await collectionsOf(aside)).toEqual(['commands', 'local']);
    expect(await rowsOf(aside, 'local')).toEqual(['device']);
    expect(await countUnsent(NAME)).toBe(1);
  });

  it('a command that is in two places is counted once, in the version of the database itself', async () => {
    await person(asideName(NAME, 1), ['waiting', 'waiting']);
    await person(NAME, ['waiting', 'accepted']);
    expect(await countUnsent(NAME)).toBe(1);
  });

  it('leaving also removes what was put aside if all of it was settled', async () => {
    await person(asideName(NAME, 1), ['accepted']);
    await leaveLocalData(leavingPorts(), NAME);
    expect(await collectionsOf(asideName(NAME, 1))).toEqual([]);
  });

  it('a command whose state cannot be read is kept: it may be unsettled', async () => {
    await person(NAME, ['accepted', 'undefined']);
    const noted = leavingPorts();
    noteLeaving(noted.storage, NAME);
    await leaveLocalData(noted, NAME);
    expect(await rowsOf(NAME, 'commands')).toContain('c1');
  });

  it('leaving a device keeps a row that does not look like a command of this version', async () => {
    await person(NAME, ['accepted']);
    (await collection(NAME, 'commands', [{ id: 'of another version', _deleted: '0' }])).close();
    await leaveLocalData(leavingPorts(), NAME);
    expect(await rowsOf(NAME, 'commands')).toContain('of another version');
  });

  it('leaving a device deletes no command while a store of commands cannot be read, and calls the count unknown', async () => {
    await person(NAME, ['accepted']);
    // What a migration leaves if it is killed before it made its store.
    (await idbResult(indexedDB.open(`rxdb-dexie-${NAME}--1--commands`, 10))).close();
    expect(await countUnsent(NAME)).toBeNull();
    await leaveLocalData(leavingPorts(), NAME);
    expect(await collectionsOf(NAME)).toEqual(['commands', 'commands', 'local']);
  });

  it('leaving a device happens also when another window holds the data, and is finished at the next start', async () => {
    await person(NAME, []);
    const held = await collection(NAME, 'pages', []);
    const noted = leavingPorts();
    noteLeaving(noted.storage, NAME);
    await leaveLocalData(noted, NAME);
    expect(await collectionsOf(NAME)).toContain('pages');
    held.close();
    await finishLeaving(noted);
    expect(await collectionsOf(NAME)).toEqual([]);
  });

  it('leaving a device clears what it does not keep at once although another window holds the pages', async () => {
    await person(NAME, ['waiting']);
    const held = await collection(NAME, 'pages', []);
    const noted = leavingPorts();
    const leaving = leaveLocalData(noted, NAME);
    await expect.poll(() => rowsOf(NAME, 'local')).toEqual(['device']);
    expect(await collectionsOf(NAME)).toContain('pages');
    held.close();
    await leaving;
    expect(await collectionsOf(NAME)).toEqual(['commands', 'local']);
  });

  it('leaving a device wipes everything of a revoked device, at the next start what another window holds now', async () => {
    await person(NAME, ['waiting']);
    const held = await collection(NAME, 'pages', []);
    const noted = leavingPorts();
    await wipeLocalData(noted, NAME);
    expect(await collectionsOf(NAME)).toContain('pages');
    held.close();
    await finishLeaving(noted);
    expect(await collectionsOf(NAME)).toEqual([]);
    await person(NAME, ['waiting']);
    await finishLeaving(noted);
    expect(await countUnsent(NAME)).toBe(1);
  });

  it('leaving a device is not finished for somebody who has signed in again', async () => {
    await person(NAME, []);
    const noted = leavingPorts();
    noteLeaving(noted.storage, NAME);
    forgetLeaving(noted.storage, NAME);
    await finishLeaving(noted);
    expect(await collectionsOf(NAME)).toContain('pages');
  });

  it('leaving a device waits until this window has let go, and does not wait for ever', async () => {
    await person(NAME, []);
    const { promise: closed, resolve: close } = Promise.withResolvers<void>();
    const leaving = leaveLocalData(leavingPorts(), NAME, closed);
    expect(await collectionsOf(NAME)).toContain('pages');
    close();
    await leaving;
    expect(await collectionsOf(NAME)).toEqual([]);
    await leaveLocalData(leavingPorts(), NAME, new Promise(() => undefined));
  });

  it('leaving a device is called off by signing in again while another window still held the data', async () => {
    await person(NAME, []);
    const noted = leavingPorts();
    const { promise: closed, resolve: close } = Promise.withResolvers<void>();
    const leaving = leaveLocalData(noted, NAME, closed);
    forgetLeaving(noted.storage, NAME);
    close();
    await leaving;
    expect(await collectionsOf(NAME)).toContain('pages');
    expect(noted.keysGone).toEqual([]);
  });
});
