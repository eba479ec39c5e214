import '../testing/browser-globals.ts';
import { describe, expect, it } from 'vitest';
import { Outbox } from '../outbox/outbox.ts';
import { backupOf, type Rescued, rescueForRepair, rescueOutbox } from '../outbox/rescue.ts';
import { sealEntry } from '../outbox/sealed-entries.ts';
import { dropStore, physicalName, rawRows, rebuild, writeRawRow } from '../testing/damage.ts';
import { Device, submission } from '../testing/device.ts';
import { idSource, testId } from '../testing/ids.ts';
import { createMutex } from '../testing/mutex.ts';
import { testSealer } from '../testing/sealers.ts';
import { asideName } from './indexed-db.ts';
import { openLocalDatabase } from './local-database.ts';
import { finishRepair, repairLocalDatabase } from './repair.ts';

const [OWN, OTHER] = [testSealer(1), testSealer(2)];
const newId = idSource();
const outbox = { deviceId: testId(0xd1), now: () => '2026-02-02T00:00:00.000Z', newId, exclusively: createMutex() };

/** Repairs with its own key, and returns the text of the backup. */
async function repair(name: string, { acceptUnknown = false } = {}): Promise<string> {
  let backup = '';
  const save = async (rescued: Rescued) => {
    backup = JSON.stringify(backupOf(rescued));
    return 'saved' as const;
  };
  await repairLocalDatabase(name, { outbox, save, acceptUnknown, sealer: OWN });
  return backup;
}

/** A closed database with one command of this version in it. */
async function leftBehind(name: string) {
  await using device = await Device.open({ name, sealer: OWN, newId });
  await device.outbox.submit(submission(testId(0xa1)));
  const [entry] = await device.outbox.entries();
  if (entry === undefined) throw new Error('nothing was stored');
  return { entry, id: newId(), store: physicalName(name, 'commands') };
}

const rowIn = async (store: string, id: string) => (await rawRows(store)).find((row) => row.id === id);

describe('a repair of a database with a command that this version cannot read', () => {
  it('a repair of a database with a command that this version cannot read keeps it as it is and saves its content, if another version sealed it', async () => {
    const name = 'marginiq-unreadable-sealed';
    const { entry, id, store } = await leftBehind(name);
    const odd = { ...entry, command: { ...entry.command, id, deviceSeq: 2, madeAt: 'of a newer version' } };
    const row = await sealEntry(odd as never, OWN);
    await writeRawRow(store, { ...row, _deleted: '0' });
    expect((await rescueOutbox(name, OWN)).unreadable).toHaveLength(1);
    expect(await repair(name)).toContain('of a newer version');
    expect(await rowIn(store, id)).toMatchObject(row);
    expect(await rawRows(store)).toHaveLength(2);
  });

  it('an unreadable command is kept unchanged, and saved to the backup if it is unsealed', async () => {
    const name = 'marginiq-unreadable-clear';
    const { entry, id, store } = await leftBehind(name);
    const odd = { ...entry, command: { ...entry.command, id, deviceSeq: 2, madeAt: 'of a newer version' }, new: 1 };
    await writeRawRow(store, { id, order: '2', _deleted: '0', entry: { ...odd, command: { text: 'no id' } } });
    expect(await repair(name)).toContain('no id');
    expect(await rowIn(store, id)).toMatchObject({ id, order: '2', entry: { command: { text: 'no id' }, new: 1 } });
    // The program opens it again, counts it as damaged, and the others are sent.
    await using device = await Device.open({ name, sealer: OWN, newId });
    expect(await device.outbox.sendable()).toHaveLength(1);
    expect((await device.outbox.submit(submission(testId(0xa2)))).deviceSeq).toBe(3);
    expect(await rowIn(store, id)).toMatchObject({ entry: { command: { text: 'no id' }, new: 1 } });
  });

  it('a repair of a database with a command that this version cannot read keeps a damaged one, which it does not call locked', async () => {
    const name = 'marginiq-unreadable-damaged';
    const { entry, id, store } = await leftBehind(name);
    const row = await sealEntry({ ...entry, command: { ...entry.command, id, deviceSeq: 2 } }, OWN);
    // Its order is damaged too, which must not spoil the numbers of later commands.
    await writeRawRow(store, { ...(await sealEntry(entry, OWN)), id, order: 'torn', _deleted: '0' });
    const rescued = await rescueOutbox(name, OWN);
    expect({ locked: rescued.locked.length, unreadable: rescued.unreadable.length }).toEqual({
      locked: 0,
      unreadable: 1,
    });
    await repair(name);
    expect(await rowIn(store, row.id)).toMatchObject({ entry: { state: 'waiting' } });
    await using device = await Device.open({ name, sealer: OWN, newId });
    expect((await device.outbox.submit(submission(testId(0xa2)))).deviceSeq).toBe(2);
  });

  it('a repair of a database with a command that this version cannot read saves a row without id or entry in the backup, which is all that can be done for it', async () => {
    const name = 'marginiq-unreadable-torn';
    const { store } = await leftBehind(name);
    await writeRawRow(store, { id: 'empty', order: '1', _deleted: '0', torn: 'some text' });
    expect(await repair(name)).toContain('some text');
    expect(await rawRows(store)).toHaveLength(1);
  });

  it('a repair of a database with a command that this version cannot read leaves out what the server has accepted, whether or not it can be read', async () => {
    const name = 'marginiq-unreadable-accepted';
    const { entry, id, store } = await leftBehind(name);
    const accepted = { ...entry, command: { ...entry.command, id }, state: 'accepted' as const };
    await writeRawRow(store, { ...(await sealEntry(accepted, OTHER)), _deleted: '0' });
    const torn = { state: 'accepted', command: {} };
    await writeRawRow(store, { id: newId(), order: '3', _deleted: '0', entry: torn });
    expect(await rescueForRepair(name, OWN)).toEqual({ entries: [entry], locked: [], unreadable: [], found: true });
  });
});

describe('a repair of a database part of which cannot be read at all', () => {
  it('a repair of a database part of which cannot be read at all deletes nothing unless the user accepts it, if the newest version of the outbox does not read', async () => {
    const name = 'marginiq-unreadable-newest';
    const { entry } = await leftBehind(name);
    const newest = physicalName(name, 'commands', 1);
    await rebuild(newest, (database) => database.createObjectStore('torn'));
    expect(await rescueForRepair(name, OWN)).toMatchObject({ entries: [entry], found: false });
    expect(await rescueOutbox(name, OWN)).toMatchObject({ entries: [entry], found: false });
    await expect(repair(name)).rejects.toThrow('cannot be read now');
    expect((await indexedDB.databases()).map((one) => one.name)).toContain(newest);
    await repair(name, { acceptUnknown: true });
    expect((await rescueForRepair(name, OWN)).entries).toEqual([entry]);
  });

  it('a repair of a database part of which cannot be read at all deletes nothing unless the user accepts it, if only what was put aside earlier reads', async () => {
    const name = 'marginiq-unreadable-main';
    const { entry } = await leftBehind(name);
    const aside = await openLocalDatabase(asideName(name, 1));
    await new Outbox(aside, outbox).restore([entry]);
    await aside.close();
    await dropStore(name, 'commands', 'docs');
    await expect(repair(name)).rejects.toThrow('cannot be read now');
  });

  it('a repair of a database part of which cannot be read at all keeps what was put aside and does not read, and opens the database without it', async () => {
    const name = 'marginiq-unreadable-aside';
    await leftBehind(name);
    const aside = await openLocalDatabase(asideName(name, 1));
    await aside.close();
    await dropStore(asideName(name, 1), 'commands', 'docs');
    await using device = await Device.open({ name, sealer: OWN, newId });
    expect(await finishRepair(device.outbox, name, OWN)).toBe(0);
    const left = (await indexedDB.databases()).map((one) => one.name);
    expect(left).toContain(physicalName(asideName(name, 1), 'commands'));
  });

  it('a repair of a database part of which cannot be read at all continues from what was put aside, if the database itself was deleted after that', async () => {
    const name = 'marginiq-unreadable-deleted';
    const aside = await openLocalDatabase(asideName(name, 1));
    const command = await new Outbox(aside, outbox).submit(submission(testId(0xa1)));
    await aside.close();
    await repair(name);
    expect((await rescueOutbox(name, OWN)).entries.map((entry) => entry.command.id)).toEqual([command.id]);
  });
});

it.each(['locked', 'damaged'] as const)(
  'a command that can be read in the database counts once, also if it is %s in what was put aside before',
  async (how) => {
    const name = `marginiq-repair-twice-${how}`;
    const { entry } = await leftBehind(name);
    const aside = asideName(name, 1);
    await using older = await Device.open({ name: aside, sealer: OTHER, newId });
    await older.outbox.submit({ ...submission(testId(0xa1)), id: entry.command.id });
    await older.database.close();
    const store = physicalName(aside, 'commands');
    const row = await rowIn(store, entry.command.id);
    if (how === 'damaged') await writeRawRow(store, { ...row, entry: { state: 'waiting', sealed: 'torn' } });
    const rescued = await rescueForRepair(name, OWN);
    expect(rescued).toEqual({ entries: [entry], locked: [], unreadable: [], found: true });
  },
);

it('nothing is known of a database without any of its parts, and it is not repaired as if nothing had waited in it', async () => {
  const name = 'marginiq-repair-nowhere';
  expect(await rescueForRepair(name, OWN)).toMatchObject({ entries: [], found: false });
  await expect(repair(name)).rejects.toThrow('cannot be read');
});
