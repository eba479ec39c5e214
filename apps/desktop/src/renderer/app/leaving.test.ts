import 'fake-indexeddb/auto';
import { asideName, idbResult, indexedDbsOf } from '@marginiq/sync/indexed-db';
import { localDatabaseName } from '@marginiq/sync/local-database';
import { testSealer } from '@marginiq/sync/testing/sealers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PersonId } from '../../bridge/bridge.ts';
import { fakeStorage } from '../host/testing/fake-storage.ts';
import {
  countUnsent,
  finishLeaving,
  forgetLeaving,
  hasUnfinishedWork,
  leaveLocalData,
  noteLeaving,
  wipeLocalData,
} from './leaving.ts';

const COMPANY = '01890a5d-ac96-774b-bcce-000000000001';
const ANNA = { companyId: COMPANY, userId: '01890a5d-ac96-774b-bcce-000000000002' };
const NAME = localDatabaseName(ANNA.companyId, ANNA.userId);
const BENS = localDatabaseName(COMPANY, '01890a5d-ac96-774b-bcce-000000000003');

function leavingPorts() {
  const storage = fakeStorage();
  const keysGone: PersonId[] = [];
  const forgetKeys = async (person: PersonId) => void keysGone.push(person);
  return { storage, forgetKeys, keysGone };
}

/** A collection of a local database, as RxDB's storage lays it out. */
async function collection(of: string, name: string, rows: { id: string; [more: string]: unknown }[]) {
  const opening = indexedDB.open(`rxdb-dexie-${of}--0--${name}`);
  opening.onupgradeneeded = () => opening.result.createObjectStore('docs', { keyPath: 'id' });
  const database = await idbResult(opening);
  const store = database.transaction('docs', 'readwrite').objectStore('docs');
  for (const row of rows) await idbResult(store.put(row));
  return database;
}

async function person(name: string, states: string[]): Promise<void> {
  const commands = states.map((state, n) => ({ id: `c${n}`, entry: { state }, _deleted: '0' }));
  for (const one of [
    await collection(name, 'commands', commands),
    await collection(name, 'pages', [{ id: 'p', upserts: 'Stahlbau 12.50' }]),
    await collection(name, 'local', [{ id: 'device' }, { id: 'draft', doc: 'Stahlbau' }]),
  ]) {
    one.close();
  }
}

/** The same person, who was in the middle of something; some of it stands as nobody may leave it. */
async function personAtWork(name: string, states: string[]): Promise<void> {
  await person(name, states);
  const sealed = await testSealer(1).seal('{"justification":"Stahlbau"}', 'local/draft:a');
  const rows = [
    { id: 'draft:a', doc: { sealed }, _deleted: '0' },
    { id: 'decision:b', doc: { sealed }, _deleted: '0' },
    { id: 'draft:of an earlier version', doc: { justification: 'Stahlbau' }, _deleted: '0' },
    { id: 'draft:of a session without a key', doc: { sealed: '{"justification":"Stahlbau"}' }, _deleted: '0' },
    { id: 'draft:removed', doc: {}, _deleted: '1' },
    { id: 'synced', doc: { at: '2026-06-01T12:00:00.000Z' }, _deleted: '0' },
  ];
  (await collection(name, 'local', rows)).close();
}
const LEFT_ROWS = ['decision:b', 'device', 'draft:a'];

const collectionsOf = async (name: string) => (await indexedDbsOf(name)).map((one) => one.split('--').at(-1)).sort();

async function rowsOf(name: string, kind: string): Promise<string[]> {
  const database = await idbResult(indexedDB.open(`rxdb-dexie-${name}--0--${kind}`));
  const keys = await idbResult(database.transaction('docs').objectStore('docs').getAllKeys());
  database.close();
  return keys.map(String);
}

describe('leaving a device', () => {
  beforeEach(async () => {
    for (const { name = '' } of await indexedDB.databases()) await idbResult(indexedDB.deleteDatabase(name));
  });
  afterEach(() => void vi.restoreAllMocks());

  it('takes everything when all was sent', async () => {
    await person(NAME, ['accepted']);
    await person(BENS, ['waiting']);
    const noted = leavingPorts();
    noteLeaving(noted.storage, NAME);
    await leaveLocalData(noted, NAME);
    expect(await collectionsOf(NAME)).toEqual([]);
    expect(await countUnsent(BENS)).toBe(1);
  });

  it.each([leaveLocalData, wipeLocalData])(
    'takes what was noted in the clear as a page was left (%o)',
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

  it.each(['waiting', 'refused'])(
    'leaves only the commands while one is %s, and nothing was being written: no customer or price',
    async (state) => {
      await person(NAME, ['accepted', state]);
      await leaveLocalData(leavingPorts(), NAME);
      expect(await collectionsOf(NAME)).toEqual(['commands', 'local']);
      expect(await rowsOf(NAME, 'local')).toEqual(['device']);
      expect(await countUnsent(NAME)).toBe(state === 'waiting' ? 1 : 0);
    },
  );

  it('leaves what was being written, sealed, also when all was sent: no page, no settled command, nothing in the clear', async () => {
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

  it('leaves what was being written beside a command that was not sent', async () => {
    await personAtWork(NAME, ['waiting']);
    await leaveLocalData(leavingPorts(), NAME);
    expect(await collectionsOf(NAME)).toEqual(['commands', 'local']);
    expect(await rowsOf(NAME, 'local')).toEqual(LEFT_ROWS);
  });

  it('takes what was being written in the clear alone', async () => {
    await person(NAME, ['accepted']);
    (await collection(NAME, 'local', [{ id: 'draft:bare', doc: { justification: 'Stahlbau' } }])).close();
    expect(await hasUnfinishedWork(NAME)).toBe(false);
    await leaveLocalData(leavingPorts(), NAME);
    expect(await collectionsOf(NAME)).toEqual([]);
  });

  it('takes no key along while something is left that was being written, and all of it once the device is revoked', async () => {
    await personAtWork(NAME, ['accepted']);
    const noted = leavingPorts();
    await leaveLocalData(noted, NAME);
    expect(noted.keysGone).toEqual([]);
    await wipeLocalData(noted, NAME);
    expect(await collectionsOf(NAME)).toEqual([]);
    expect(noted.keysGone).toEqual([ANNA]);
  });

  it('deletes no draft, and takes no key, because the drafts could not be read just now', async () => {
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

  it('leaves a sealed note of what was typed as a page was left, with its key', async () => {
    const noted = leavingPorts();
    const note = JSON.stringify({ key: await testSealer(1).seal('key', 'unwritten-note'), nonce: '', sealed: '' });
    noted.storage.setItem(`marginiq.unwritten.${NAME}.window`, note);
    await leaveLocalData(noted, NAME);
    expect(noted.storage.getItem(`marginiq.unwritten.${NAME}.window`)).toBe(note);
    expect(noted.keysGone).toEqual([]);
    await wipeLocalData(noted, NAME);
    expect(noted.storage.getItem(`marginiq.unwritten.${NAME}.window`)).toBeNull();
  });

  it('takes the data also if there is no room to note first that it is to go', async () => {
    await person(NAME, ['accepted']);
    const { storage, ...ports } = leavingPorts();
    const setItem = () => {
      throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    };
    await leaveLocalData({ ...ports, storage: { ...storage, setItem } }, NAME);
    expect(await collectionsOf(NAME)).toEqual([]);
  });

  it('keeps commands that an interrupted repair had put aside, and counts them as unsent', async () => {
    const aside = asideName(NAME, 1);
    await person(NAME, []);
    await person(aside, ['waiting']);
    expect(await countUnsent(NAME)).toBe(1);
    await leaveLocalData(leavingPorts(), NAME);
    expect(await collectionsOf(aside)).toEqual(['commands', 'local']);
    expect(await rowsOf(aside, 'local')).toEqual(['device']);
    expect(await countUnsent(NAME)).toBe(1);
  });

  it('counts a command that stands in two places once, as the database itself has it', async () => {
    await person(asideName(NAME, 1), ['waiting', 'waiting']);
    await person(NAME, ['waiting', 'accepted']);
    expect(await countUnsent(NAME)).toBe(1);
  });

  it('takes what was put aside too when all of it was settled', async () => {
    await person(asideName(NAME, 1), ['accepted']);
    await leaveLocalData(leavingPorts(), NAME);
    expect(await collectionsOf(asideName(NAME, 1))).toEqual([]);
  });

  it('keeps a command whose state cannot be read: nobody knows that it was settled', async () => {
    await person(NAME, ['accepted', 'undefined']);
    const noted = leavingPorts();
    noteLeaving(noted.storage, NAME);
    await leaveLocalData(noted, NAME);
    expect(await rowsOf(NAME, 'commands')).toContain('c1');
  });

  it('keeps a row that does not look like a command of this version', async () => {
    await person(NAME, ['accepted']);
    (await collection(NAME, 'commands', [{ id: 'of another version', _deleted: '0' }])).close();
    await leaveLocalData(leavingPorts(), NAME);
    expect(await rowsOf(NAME, 'commands')).toContain('of another version');
  });

  it('deletes no command while a store of commands cannot be read, and calls the count unknown', async () => {
    await person(NAME, ['accepted']);
    // As a migration leaves it that was killed before it made its store.
    (await idbResult(indexedDB.open(`rxdb-dexie-${NAME}--1--commands`, 10))).close();
    expect(await countUnsent(NAME)).toBeNull();
    await leaveLocalData(leavingPorts(), NAME);
    expect(await collectionsOf(NAME)).toEqual(['commands', 'commands', 'local']);
  });

  it('happens also when another window holds the data, and is finished at the next start', async () => {
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

  it('clears what it does not keep at once although another window holds the pages', async () => {
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

  it('wipes everything of a revoked device, at the next start what another window holds now', async () => {
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

  it('is not finished for somebody who has signed in again', async () => {
    await person(NAME, []);
    const noted = leavingPorts();
    noteLeaving(noted.storage, NAME);
    forgetLeaving(noted.storage, NAME);
    await finishLeaving(noted);
    expect(await collectionsOf(NAME)).toContain('pages');
  });

  it('waits until this window has let go, and does not wait for ever', async () => {
    await person(NAME, []);
    const { promise: closed, resolve: close } = Promise.withResolvers<void>();
    const leaving = leaveLocalData(leavingPorts(), NAME, closed);
    expect(await collectionsOf(NAME)).toContain('pages');
    close();
    await leaving;
    expect(await collectionsOf(NAME)).toEqual([]);
    await leaveLocalData(leavingPorts(), NAME, new Promise(() => undefined));
  });

  it('takes the key along, also in a sign-out that was killed before it could', async () => {
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

  it('takes no key along while a command is left that it may have sealed', async () => {
    await person(NAME, ['waiting']);
    const noted = leavingPorts();
    await leaveLocalData(noted, NAME);
    await finishLeaving(noted);
    expect(noted.keysGone).toEqual([]);
    await wipeLocalData(noted, NAME);
    expect(noted.keysGone).toEqual([ANNA]);
  });

  it('tries again at the next start if the key could not be removed', async () => {
    const noted = leavingPorts();
    const failing = { ...noted, forgetKeys: () => Promise.reject(new Error('no disk')) };
    await leaveLocalData(failing, NAME);
    await finishLeaving(noted);
    expect(noted.keysGone).toEqual([ANNA]);
  });

  it('is called off by signing in again while another window still held the data', async () => {
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
