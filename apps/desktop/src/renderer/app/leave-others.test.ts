import 'fake-indexeddb/auto';
import { idbResult, indexedDbsOf } from '@marginiq/sync/indexed-db';
import { localDatabaseName } from '@marginiq/sync/local-database';
import { beforeEach, describe, expect, it } from 'vitest';
import type { DesktopBridge, PersonId, StoredSession } from '../../bridge/bridge.ts';
import { fakeStorage } from '../host/testing/fake-storage.ts';
import { leaveOthers } from './leave-others.ts';
import { finishLeaving } from './leaving.ts';

const id = (last: number) => `01890a5d-ac96-774b-bcce-${String(last).padStart(12, '0')}`;
const person = (last: number): PersonId => ({ companyId: id(1), userId: id(last) });
const [anna, ben, carla] = [person(2), person(3), person(4)];
const nameOf = ({ companyId, userId }: PersonId) => localDatabaseName(companyId, userId);

function device(signedIn: PersonId | null, owners: PersonId[] = []) {
  const storage = fakeStorage();
  const keysGone: PersonId[] = [];
  const session = { of: signedIn };
  const bridge: Pick<DesktopBridge, 'storedSession'> = {
    storedSession: async () => (session.of === null ? null : ({ profile: session.of } as StoredSession)),
  };
  const registry = { owners: () => owners.map((owner) => ({ ...owner, name: 'Anna', companyName: 'Nordlicht' })) };
  const forgetKeys = async ({ companyId, userId }: PersonId) => void keysGone.push({ companyId, userId });
  return { ports: { storage, forgetKeys, bridge, registry }, keysGone, session };
}

async function put(of: PersonId, kind: string, row: { id: string; [more: string]: unknown }): Promise<IDBDatabase> {
  const opening = indexedDB.open(`rxdb-dexie-${nameOf(of)}--0--${kind}`);
  opening.onupgradeneeded = () => opening.result.createObjectStore('docs', { keyPath: 'id' });
  const database = await idbResult(opening);
  await idbResult(database.transaction('docs', 'readwrite').objectStore('docs').put(row));
  return database;
}

/** What somebody holds who works here: pages, a draft, and a command in this state. */
async function work(of: PersonId, state: string): Promise<void> {
  (await put(of, 'pages', { id: 'p', upserts: 'Stahlbau 12.50' })).close();
  (await put(of, 'local', { id: 'draft', doc: 'Stahlbau' })).close();
  (await put(of, 'commands', { id: 'c', entry: { state }, _deleted: '0' })).close();
}

const kindsOf = async (of: PersonId) => (await indexedDbsOf(nameOf(of))).map((one) => one.split('--').at(-1)).sort();
const EVERYTHING = ['commands', 'local', 'pages'];

describe('whoever works on a device', () => {
  beforeEach(async () => {
    for (const { name = '' } of await indexedDB.databases()) await idbResult(indexedDB.deleteDatabase(name));
  });

  it('is the only one who has pages and drafts there; what others did not send stays, and so do its keys', async () => {
    await work(anna, 'accepted');
    await work(ben, 'waiting');
    await work(carla, 'waiting');
    const { ports, keysGone } = device(carla, [anna, ben, carla]);
    await leaveOthers(carla, ports);
    expect([await kindsOf(anna), await kindsOf(ben), await kindsOf(carla)]).toEqual([
      [],
      ['commands', 'local'],
      EVERYTHING,
    ]);
    expect(keysGone).toEqual([anna]);
  });

  it('takes the key of somebody who has no data left there', async () => {
    const { ports, keysGone } = device(carla, [anna]);
    await leaveOthers(carla, ports);
    expect(keysGone).toEqual([anna]);
  });

  it('removes at the next start what another window holds now', async () => {
    await work(anna, 'accepted');
    const held = await put(anna, 'pages', { id: 'q' });
    const { ports } = device(ben);
    await leaveOthers(ben, ports);
    held.close();
    await finishLeaving(ports);
    expect(await kindsOf(anna)).toEqual([]);
  });

  it.each([null, anna])('touches nothing if by now the session is %o', async (now) => {
    await work(anna, 'accepted');
    const { ports, keysGone, session } = device(ben, [anna]);
    session.of = now;
    await leaveOthers(ben, ports);
    await finishLeaving(ports);
    expect([await kindsOf(anna), keysGone]).toEqual([EVERYTHING, []]);
  });
});
