import 'fake-indexeddb/auto';
import { idbResult, indexedDbsOf } from '@marginiq/sync/database/indexed-db';
import { localDatabaseName } from '@marginiq/sync/database/local-database';
import { v7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeStorage } from '../../host/testing/fake-storage.ts';
import { peopleOnThisDisk } from './sign-in-here.ts';

const ANNA = { companyId: v7(), userId: v7() };
const NAME = localDatabaseName(ANNA.companyId, ANNA.userId);

/** One collection of Anna's, as RxDB's storage lays it out. */
async function collection(kind: string, rows: { id: string; [more: string]: unknown }[]): Promise<void> {
  const opening = indexedDB.open(`rxdb-dexie-${NAME}--0--${kind}`);
  opening.onupgradeneeded = () => opening.result.createObjectStore('docs', { keyPath: 'id' });
  const database = await idbResult(opening);
  const store = database.transaction('docs', 'readwrite').objectStore('docs');
  for (const row of rows) await idbResult(store.put(row));
  database.close();
}

const kinds = async () => (await indexedDbsOf(NAME)).map((one) => one.split('--').at(-1)).sort();

describe('a sign-in finds on the disk', () => {
  beforeEach(async () => {
    vi.stubGlobal('window', { localStorage: fakeStorage() });
    const states = ['waiting', 'accepted', 'refused', 'waiting'];
    const commands = states.map((state, n) => ({ id: `c${n}`, entry: { state }, _deleted: '0' }));
    await collection('commands', commands);
    await collection('pages', [{ id: 'p' }]);
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });
  const disk = () => peopleOnThisDisk({ forgetKeys: async () => undefined });

  it('who has work there, and how much of it waits to be sent, is reported to the server before the wipe', async () => {
    expect(await disk().list()).toEqual([ANNA]);
    expect(await disk().unsent(ANNA)).toEqual(['c0', 'c3']);
    await disk().wipe(ANNA);
    expect(await kinds()).toEqual([]);
  });

  it('what somebody whose account is not active may not keep, and takes it away but for what was not sent', async () => {
    await disk().leave(ANNA);
    expect(await kinds()).toEqual(['commands']);
    expect(await disk().unsent(ANNA)).toEqual(['c0', 'c3']);
    await disk().wipe(ANNA);
  });
});
