import '../testing/browser-globals.ts';
import { expect, it } from 'vitest';
import { Outbox } from '../outbox/outbox.ts';
import { pushCommands } from '../outbox/push-commands.ts';
import { rescueForRepair } from '../outbox/rescue.ts';
import { Device, submission } from '../testing/device.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { idSource, testId } from '../testing/ids.ts';
import { createMutex } from '../testing/mutex.ts';
import { storageWith } from '../testing/storage.ts';
import { asideName } from './indexed-db.ts';
import { type LocalStorage, openLocalDatabase } from './local-database.ts';
import { finishRepair, RepairFailedError, repairLocalDatabase } from './repair.ts';

const never = { signal: new AbortController().signal };
const newId = idSource();
const outbox = { deviceId: testId(0xd1), now: () => '2026-02-02T00:00:00.000Z', newId, exclusively: createMutex() };

/** A disk that says that it has written the commands of these databases, and has not. */
function lyingStorage(lies: (databaseName: string) => boolean): LocalStorage {
  const inner = storageWith(() => undefined);
  const createStorageInstance: LocalStorage['createStorageInstance'] = async (params) => {
    const instance = await inner.createStorageInstance(params);
    const isLying = params.collectionName === 'commands' && lies(params.databaseName);
    if (isLying) instance.bulkWrite = async () => ({ error: [] });
    return instance;
  };
  return { ...inner, createStorageInstance };
}

async function leftBehind(name: string): Promise<string[]> {
  await using device = await Device.open({ name, newId });
  const commands = [
    await device.outbox.submit(submission(testId(0xa1))),
    await device.outbox.submit(submission(testId(0xa2))),
  ];
  return commands.map(({ id }) => id);
}

async function putAside(name: string, entries: readonly unknown[]): Promise<void> {
  const aside = await openLocalDatabase(asideName(name, 1));
  await new Outbox(aside, outbox).restore(entries);
  await aside.close();
}

const idsIn = async (name: string) => (await rescueForRepair(name)).entries.map(({ command }) => command.id);
const isAside = (store: string) => store.includes('~repair-');

it.each([
  ['what was put aside', isAside],
  ['what was put back', (store: string) => !isAside(store)],
])('a repair fails, and the commands are still there, if the disk did not keep %s', async (what, lies) => {
  const name = `marginiq-verified-${what.replaceAll(' ', '-')}`;
  const ids = await leftBehind(name);
  const ports = { outbox, save: async () => 'saved' as const, acceptUnknown: false, storage: lyingStorage(lies) };
  await expect(repairLocalDatabase(name, ports)).rejects.toBeInstanceOf(RepairFailedError);
  expect(await idsIn(name)).toEqual(ids);
});

it('what was put aside stays there if the disk does not keep what is put back', async () => {
  const name = 'marginiq-verified-finish';
  await using device = await Device.open({ newId });
  await device.outbox.submit(submission(testId(0xa1)));
  const entries = await device.outbox.entries();
  await putAside(name, entries);
  await using again = await Device.open({ name, newId, storage: lyingStorage((store) => store === name) });
  await expect(finishRepair(again.outbox, name)).rejects.toBeInstanceOf(RepairFailedError);
  expect(await idsIn(name)).toEqual(entries.map(({ command }) => command.id));
});

it('what was put aside and has been accepted since does not keep the database from opening', async () => {
  const name = 'marginiq-verified-accepted';
  const server = new FakeServer();
  await using device = await Device.open({ name, newId });
  await device.outbox.submit(submission(testId(0xa1)));
  await putAside(name, await device.outbox.entries());
  await pushCommands(device.outbox, server.connect(device.session), never);
  expect((await device.outbox.entries()).map(({ state }) => state)).toEqual(['accepted']);
  await expect(finishRepair(device.outbox, name)).resolves.toBe(0);
  expect((await device.outbox.entries()).map(({ state }) => state)).toEqual(['accepted']);
  expect((await indexedDB.databases()).filter((one) => one.name?.includes(`${name}~`))).toEqual([]);
});
