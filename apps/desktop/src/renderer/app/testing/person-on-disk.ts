import { idbResult, indexedDbsOf } from '@marginiq/sync/database/indexed-db';
import { localDatabaseName } from '@marginiq/sync/database/local-database';
import { testSealer } from '@marginiq/sync/testing/sealers';
import type { PersonId } from '../../../bridge/bridge.ts';
import { fakeStorage } from '../../host/testing/fake-storage.ts';

/* What people leave on a disk, laid out as RxDB's storage does it. */

const COMPANY = '01890a5d-ac96-774b-bcce-000000000001';
export const ANNA = { companyId: COMPANY, userId: '01890a5d-ac96-774b-bcce-000000000002' };
export const NAME = localDatabaseName(ANNA.companyId, ANNA.userId);
export const BENS = localDatabaseName(COMPANY, '01890a5d-ac96-774b-bcce-000000000003');

export function leavingPorts() {
  const storage = fakeStorage();
  const keysGone: PersonId[] = [];
  const forgetKeys = async (person: PersonId) => void keysGone.push(person);
  return { storage, forgetKeys, keysGone };
}

/** A collection of a local database, as RxDB's storage lays it out. */
export async function collection(of: string, name: string, rows: { id: string; [more: string]: unknown }[]) {
  const opening = indexedDB.open(`rxdb-dexie-${of}--0--${name}`);
  opening.onupgradeneeded = () => opening.result.createObjectStore('docs', { keyPath: 'id' });
  const database = await idbResult(opening);
  const store = database.transaction('docs', 'readwrite').objectStore('docs');
  for (const row of rows) await idbResult(store.put(row));
  return database;
}

export async function person(name: string, states: string[]): Promise<void> {
  const commands = states.map((state, n) => ({ id: `c${n}`, entry: { state }, _deleted: '0' }));
  for (const one of [
    await collection(name, 'commands', commands),
    await collection(name, 'pages', [{ id: 'p', upserts: 'Stahlbau 12.50' }]),
    await collection(name, 'local', [{ id: 'device' }, { id: 'draft', doc: 'Stahlbau' }]),
  ]) {
    one.close();
  }
}

/** The same person in the middle of some work, part of it unsealed, which must not be left behind. */
export async function personAtWork(name: string, states: string[]): Promise<void> {
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
/** The keys of those rows that stay when their person leaves. */
export const LEFT_ROWS = ['decision:b', 'device', 'draft:a'];

export const collectionsOf = async (name: string) =>
  (await indexedDbsOf(name)).map((one) => one.split('--').at(-1)).sort();

export async function rowsOf(name: string, kind: string): Promise<string[]> {
  const database = await idbResult(indexedDB.open(`rxdb-dexie-${name}--0--${kind}`));
  const keys = await idbResult(database.transaction('docs').objectStore('docs').getAllKeys());
  database.close();
  return keys.map(String);
}

export async function emptyDisk(): Promise<void> {
  for (const { name = '' } of await indexedDB.databases()) await idbResult(indexedDB.deleteDatabase(name));
}
