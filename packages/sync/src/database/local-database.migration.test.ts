import '../testing/browser-globals.ts';
import { describe, expect, it } from 'vitest';
import { Outbox } from '../outbox/outbox.ts';
import { rescueOutbox } from '../outbox/rescue.ts';
import { pullChanges } from '../replica/pull-changes.ts';
import { Replica } from '../replica/replica.ts';
import { Device, submission } from '../testing/device.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { testId } from '../testing/ids.ts';
import { LocalDatabaseError, openLocalDatabase } from './local-database.ts';
import { readLocalRow, writeLocalRow } from './local-state.ts';
import { repairLocalDatabase } from './repair.ts';
import { LOCAL_LAYOUT, type LocalLayout, type OutboxRow } from './row.ts';

const COMMANDS = 30;
const signal = new AbortController().signal;

/** The layout of a program that comes after this one. */
function nextLayout(migrate: (row: OutboxRow) => OutboxRow): LocalLayout {
  const { pages, local, outbox } = LOCAL_LAYOUT;
  const properties = { ...outbox.properties, note: { type: 'string' as const } };
  return {
    pages: { ...pages, version: 1 },
    local: { ...local, version: 1 },
    localMigrations: { 1: (row) => row },
    outbox: { ...outbox, properties, version: 1 } as LocalLayout['outbox'],
    outboxMigrations: { 1: migrate },
  };
}

/** A device of this program's with a full outbox, something pulled and a draft; closed. */
async function leaveBehind() {
  const device = await Device.open();
  const server = new FakeServer();
  const transport = server.connect(device.session);
  await pullChanges(device.replica, transport, { signal, onProgress: () => undefined });
  const ids: string[] = [];
  for (let number = 0; number < COMMANDS; number += 1) {
    ids.push((await device.outbox.submit(submission(testId(0x1000 + number)))).id);
  }
  await writeLocalRow(device.database, 'draft:new', { justification: 'unfinished' });
  await device.database.close();
  const ports = { deviceId: device.deviceId, now: device.now, newId: device.newId, exclusively: device.exclusively };
  return { name: device.name, ids, ports, server, transport, device };
}

describe('a local database of an older layout (FAULTS 19)', () => {
  it('a local database of an older layout is migrated with all that waits, in its order, and what was pulled comes again', async () => {
    const { name, ids, ports, server, transport, device } = await leaveBehind();
    const layout = nextLayout((row) => ({ ...row, note: 'migrated' }) as OutboxRow);
    const database = await openLocalDatabase(name, undefined, { layout });
    const replica = await Replica.open(database);
    const outbox = new Outbox(database, ports);
    expect((await outbox.waiting()).map(({ id }) => id)).toEqual(ids);
    expect((await outbox.waiting()).map(({ deviceSeq }) => deviceSeq)).toEqual(ids.map((_, index) => index + 1));
    expect(await readLocalRow(database, 'draft:new')).toEqual({ justification: 'unfinished' });
    expect(replica.cursor).toBeNull();
    await pullChanges(replica, transport, { signal, onProgress: () => undefined });
    const customers = replica.list('customers');
    expect(customers.map(({ id }) => id).sort()).toEqual(
      [...(server.store.visibleTo(device.actor).customers?.keys() ?? [])].sort(),
    );
    // The next submission continues the existing numbering.
    expect((await outbox.submit(submission(testId(0x2000)))).deviceSeq).toBe(COMMANDS + 1);
    await database.close();
  });

  it('a local database of an older layout stays as it was where the migration fails, and its commands can be rescued', async () => {
    const { name, ids, ports } = await leaveBehind();
    let migrated = 0;
    const layout = nextLayout((row) => {
      migrated += 1;
      if (migrated === COMMANDS / 2) throw new Error('a mistake in the migration');
      return row;
    });
    for (let tries = 0; tries < 2; tries += 1) {
      migrated = 0;
      await expect(openLocalDatabase(name, undefined, { layout })).rejects.toBeInstanceOf(LocalDatabaseError);
    }
    const rescued = await rescueOutbox(name);
    expect(rescued).toMatchObject({ found: true, unreadable: [] });
    expect(rescued.entries.map(({ command }) => command.id)).toEqual(ids);
    // The program before still reads its own.
    const before = await openLocalDatabase(name);
    expect((await new Outbox(before, ports).waiting()).map(({ id }) => id)).toEqual(ids);
    await before.close();
    expect(await repairLocalDatabase(name, { outbox: ports, save: async () => 'saved', acceptUnknown: false })).toBe(
      COMMANDS,
    );
  });
});
