import 'fake-indexeddb/auto';
import { idbResult, indexedDbsOf } from '@marginiq/sync/database/indexed-db';
import { localDatabaseName } from '@marginiq/sync/database/local-database';
import { testSealer } from '@marginiq/sync/testing/sealers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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

/** The data of a person who works here: pages, an unsealed draft, and a command in this state. */
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

  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('only the person who works here has pages on the device; what others did not send stays, and so do its keys', async () => {
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

  it('the others’ drafts stay, sealed, with their key', async () => {
    await work(anna, 'accepted');
    (
      await put(anna, 'local', { id: 'draft:a', doc: { sealed: await testSealer(1).seal('{}', 'local/draft:a') } })
    ).close();
    const { ports, keysGone } = device(carla, [anna, carla]);
    await leaveOthers(carla, ports);
    expect([await kindsOf(anna), keysGone]).toEqual([['local'], []]);
  });

  it('whoever works on a device takes the key of somebody who has no data left there', async () => {
    const { ports, keysGone } = device(carla, [anna]);
    await leaveOthers(carla, ports);
    expect(keysGone).toEqual([anna]);
  });

  it('whoever works on a device removes at the next start what another window holds now', async () => {
    await work(anna, 'accepted');
    const held = await put(anna, 'pages', { id: 'q' });
    const { ports } = device(ben);
    await leaveOthers(ben, ports);
    held.close();
    await finishLeaving(ports);
    expect(await kindsOf(anna)).toEqual([]);
  });

  it.each([null, anna])('leaving others touches nothing if the session has become %o', async (now) => {
    await work(anna, 'accepted');
    const { ports, keysGone, session } = device(ben, [anna]);
    session.of = now;
    await leaveOthers(ben, ports);
    await finishLeaving(ports);
    expect([await kindsOf(anna), keysGone]).toEqual([EVERYTHING, []]);
  });

  it('nobody’s key is removed while it is not known who has work on the disk', async () => {
    await work(anna, 'waiting');
    const { ports, keysGone } = device(ben, [anna]);
    vi.spyOn(indexedDB, 'databases').mockRejectedValueOnce(new Error('the disk does not answer'));
    await leaveOthers(ben, ports);
    expect([keysGone, await kindsOf(anna)]).toEqual([[], EVERYTHING]);
  });

  it('whoever works on a device touches nothing, and does not fail, while the host does not say whose session it is', async () => {
    await work(anna, 'accepted');
    const { ports, keysGone } = device(ben, [anna]);
    const storedSession = () => Promise.reject(new Error('the key store is busy'));
    await leaveOthers(ben, { ...ports, bridge: { storedSession } });
    expect([keysGone, await kindsOf(anna)]).toEqual([[], EVERYTHING]);
  });

  it('whoever works on a device leaves the data of somebody who signs in while another person’s is being removed', async () => {
    for (const one of [anna, ben]) await work(one, 'accepted');
    const { ports, session } = device(carla);
    const gone: PersonId[] = [];
    const forgetKeys = async (one: PersonId) => {
      gone.push(one);
      session.of = ben;
    };
    await leaveOthers(carla, { ...ports, forgetKeys });
    expect([gone, await kindsOf(anna), await kindsOf(ben)]).toEqual([[anna], [], EVERYTHING]);
  });

  it('everybody who is to go is noted before the first one goes, so that a killed program finishes them all', async () => {
    for (const one of [anna, ben]) await work(one, 'accepted');
    const { ports } = device(carla);
    const noted: string[] = [];
    const forgetKeys = async () => void noted.push(ports.storage.getItem('marginiq.leaving') ?? '');
    await leaveOthers(carla, { ...ports, forgetKeys });
    for (const one of [anna, ben]) expect(noted[0]).toContain(nameOf(one));
  });

  it('whoever works on a device removes the others’ data although a key of somebody who has none cannot be removed', async () => {
    await work(anna, 'accepted');
    const { ports } = device(carla, [ben]);
    const forgetKeys = async ({ userId }: PersonId) => {
      if (userId === ben.userId) throw new Error('the vault is locked');
    };
    await leaveOthers(carla, { ...ports, forgetKeys });
    expect(await kindsOf(anna)).toEqual([]);
  });
});
