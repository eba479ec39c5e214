import '../testing/browser-globals.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pushCommands } from '../outbox/push-commands.ts';
import { rescueOutbox } from '../outbox/rescue.ts';
import { BROKE } from '../testing/company.ts';
import { breakKeys, changeLayout, dropStore, physicalName, rawRows, rebuild, writeRawRow } from '../testing/damage.ts';
import { Device, submission, withdrawal } from '../testing/device.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { FaultyTransport } from '../testing/faulty-transport.ts';
import { idSource, testId } from '../testing/ids.ts';
import { createMutex } from '../testing/mutex.ts';
import { LocalDatabaseError, openLocalDatabase } from './local-database.ts';
import { repairLocalDatabase } from './repair.ts';

const R1 = testId(0xa1);
const R2 = testId(0xa2);
const never = { signal: new AbortController().signal };
const newId = idSource();
const outboxPorts = {
  deviceId: testId(0xd1),
  now: () => '2026-02-02T00:00:00.000Z',
  newId,
  exclusively: createMutex(),
};
const save = async () => 'saved' as const;
const repairing = { outbox: outboxPorts, save, acceptUnknown: false };

/**
 * Leaves a closed database behind with, in this order: one command accepted, one refused, one dismissed, and three
 * that wait, the first of which the server has decided though its reply was lost.
 */
async function leftBehind(name: string, server = new FakeServer()) {
  await using device = await Device.open({ name, newId });
  const { outbox, session } = device;
  await outbox.submit(submission(R1, { discountBp: 1_500 }));
  await outbox.submit(submission(R2, { customerId: BROKE.id }));
  const dismissed = await outbox.submit(submission(testId(0xa3), { customerId: BROKE.id }));
  await pushCommands(outbox, server.connect(session), never);
  await outbox.dismiss(dismissed.id);
  const lost = new FaultyTransport(server.connect(session), { calls: ['replyLost'] });
  await outbox.submit(withdrawal(R1));
  await pushCommands(outbox, lost, never).catch(() => undefined);
  await outbox.submit(submission(testId(0xa4)));
  await outbox.submit(submission(testId(0xa5)));
  const entries = await outbox.entries();
  return { server, entries, unsettled: entries.filter(({ state }) => state !== 'accepted') };
}

const damages: Record<string, (name: string) => Promise<void>> = {
  'what was pulled stands under a wrong key': (name) => breakKeys(name, 'pages'),
  'the list of collections stands under a wrong key': (name) => breakKeys(name, '_rxdb_internal'),
  'another version of the program laid its pages out otherwise': changeLayout,
  'the state of the device stands under a wrong key': (name) => breakKeys(name, 'local'),
};

describe.each(Object.entries(damages))('a database that cannot be opened because %s', (damage, inflict) => {
  it('a database that cannot be opened is repaired with every unsettled command, once, in order, and sends them once', async () => {
    const name = `marginiq-repair-${damage.replaceAll(' ', '-')}`;
    const { server, unsettled } = await leftBehind(name);
    await inflict(name);
    await expect(openLocalDatabase(name)).rejects.toBeInstanceOf(LocalDatabaseError);

    const rescued = await rescueOutbox(name);
    expect(rescued).toEqual({ entries: unsettled, locked: [], unreadable: [], found: true });
    await expect(repairLocalDatabase(name, repairing)).resolves.toBe(unsettled.length);

    await using device = await Device.open({ name, newId });
    expect(await device.outbox.entries()).toEqual(unsettled);
    const decided = [...server.decided];
    await pushCommands(device.outbox, server.connect(device.session), never);
    const waited = unsettled.filter(({ state }) => state === 'waiting').map(({ command }) => command.id);
    expect(server.decided).toEqual([...decided, ...waited.filter((id) => !decided.includes(id))]);
    expect((await device.outbox.entries()).map(({ state }) => state)).not.toContain('waiting');
  });
});

describe('rescueOutbox', () => {
  it('rescueOutbox changes nothing, and says the same again', async () => {
    const name = 'marginiq-rescue-twice';
    await leftBehind(name);
    const store = physicalName(name, 'commands');
    const before = [await rawRows(store), await indexedDB.databases()];
    const first = await rescueOutbox(name);
    expect(await rescueOutbox(name)).toEqual(first);
    expect([await rawRows(store), await indexedDB.databases()]).toEqual(before);
  });

  it('rescueOutbox leaves out what was deleted: RxDB keeps such rows, marked as it marks them', async () => {
    const name = 'marginiq-rescue-deleted';
    const { entries, unsettled } = await leftBehind(name);
    expect((await rawRows(physicalName(name, 'commands'))).length).toBeGreaterThan(entries.length);
    expect((await rescueOutbox(name)).entries).toEqual(unsettled);
  });

  it('rescueOutbox counts the rows that it cannot read, and brings back the others', async () => {
    const name = 'marginiq-rescue-unreadable';
    const { unsettled } = await leftBehind(name);
    const store = physicalName(name, 'commands');
    await writeRawRow(store, { id: 'torn', order: '1', _deleted: '0', entry: { state: 'waiting' } });
    await writeRawRow(store, { id: 'empty', order: '1', _deleted: '0' });
    const rescued = await rescueOutbox(name);
    expect(rescued).toMatchObject({ entries: unsettled, locked: [], found: true });
    expect(rescued.unreadable.map(({ row }) => (row as { id: string }).id).toSorted()).toEqual(['empty', 'torn']);
  });

  it('rescueOutbox does not call an outbox empty that is gone', async () => {
    const name = 'marginiq-rescue-gone';
    await leftBehind(name);
    await dropStore(name, 'commands', 'docs');
    expect(await rescueOutbox(name)).toEqual({ entries: [], locked: [], unreadable: [], found: false });
    expect(await rescueOutbox('marginiq-never-was')).toEqual({ entries: [], locked: [], unreadable: [], found: false });
  });

  it('rescueOutbox takes a command once that an interrupted migration left under two versions, as the newer has it', async () => {
    const name = 'marginiq-rescue-migration';
    const { unsettled } = await leftBehind(name);
    const [refused, first, ...others] = unsettled;
    const migrated = { ...first, state: 'refused', outcome: refused?.outcome };
    const newer = physicalName(name, 'commands', 1);
    await rebuild(newer, (database) => database.createObjectStore('docs', { keyPath: 'id' }));
    await writeRawRow(newer, { id: first?.command.id, order: '1', _deleted: '0', entry: migrated });
    const rescued = await rescueOutbox(name);
    expect(rescued.entries).toEqual([refused, migrated, ...others]);
    await expect(repairLocalDatabase(name, repairing)).resolves.toBe(unsettled.length);
  });

  it("rescueOutbox does not mix in another person's outbox, whose name may begin alike", async () => {
    await leftBehind('marginiq-rescue-ann');
    await leftBehind('marginiq-rescue-anna');
    const { unsettled } = await leftBehind('marginiq-rescue-an');
    expect((await rescueOutbox('marginiq-rescue-an')).entries).toEqual(unsettled);
  });
});

describe('a database whose stores were dropped', () => {
  // The storage says on the console that it puts the missing stores back.
  beforeEach(() => {
    vi.spyOn(console, 'warn').mockReturnValue();
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each(['pages', 'local'])('a repaired database opens even without its %s, and keeps its outbox', async (lost) => {
    const name = `marginiq-dropped-${lost}`;
    const { entries } = await leftBehind(name);
    await dropStore(name, lost, 'docs');
    await using device = await Device.open({ name, newId });
    expect(await device.outbox.entries()).toEqual(entries);
  });
});
