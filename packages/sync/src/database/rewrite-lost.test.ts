import '../testing/browser-globals.ts';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { readLease } from '../engine/lease-store.ts';
import { TransportError } from '../engine/transport.ts';
import { pushCommands } from '../outbox/push-commands.ts';
import { KeptRows } from '../replica/kept-rows.ts';
import { BROKE } from '../testing/company.ts';
import { Device, submission } from '../testing/device.ts';
import { RunningEngine } from '../testing/engine.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { FaultyTransport } from '../testing/faulty-transport.ts';
import { idSource, testId } from '../testing/ids.ts';
import { testSealer } from '../testing/sealers.ts';
import { storageOfWindow, storageWith } from '../testing/storage.ts';
import { areStored } from './are-stored.ts';
import { deleteLocalDatabase } from './local-database.ts';
import { readLocalRow, removeLocalRow, writeLocalRow } from './local-state.ts';
import { allLost, rewriteLost } from './rewrite-lost.ts';

const NONE = { rewritten: 0, lost: 0 };
const DRAFT = { justification: 'Half a sen' };

/** A device that was in step and then went offline, with two actions that wait and a draft. */
async function offlineDevice(name: string) {
  const device = await Device.open({ name, newId: idSource(), sealer: testSealer(1) });
  const kept = await KeptRows.open(device.database);
  const server = new FakeServer();
  const transport = new FaultyTransport(server.connect(device.session));
  const running = RunningEngine.start(device, transport);
  await running.reaches('synced');
  transport.down = new TransportError('offline', 'no network');
  await device.outbox.submit(submission(testId(0xa1)));
  await device.outbox.submit(submission(testId(0xa2)));
  await running.reaches('waiting');
  await writeLocalRow(device.database, 'draft:a', { justification: 'Half' });
  await writeLocalRow(device.database, 'draft:a', DRAFT);
  await writeLocalRow(device.database, 'draft:removed', DRAFT);
  await removeLocalRow(device.database, 'draft:removed');
  await expect.poll(() => kept.rows.map(({ id }) => id)).toEqual(['draft:a']);
  const memory = async () => ({
    entries: await firstValueFrom(device.outbox.entries$),
    held: await firstValueFrom(device.outbox.heldRows$),
    pulled: device.replica.memory,
    rows: kept.rows,
  });
  return { device, server, running, memory };
}

describe('a local database that was deleted while it was open', () => {
  it('a local database that was deleted while it was open is noticed, and memory keeps what it held', async () => {
    const { device, running, memory } = await offlineDevice('marginiq-lost-noticed');
    const held = await memory();
    const ids = held.entries.map(({ command }) => command.id);
    expect(await areStored(device.database, ids)).toBe(true);
    await running[Symbol.asyncDispose]();
    await deleteLocalDatabase(device.name);
    // Nobody is told that nothing was lost, although memory still shows it all.
    expect(await areStored(device.database, ids).catch(() => false)).toBe(false);
    // Whether the storage stays closed or opens another, empty one: neither counts as "there is nothing".
    await expect(readLease(device.database)).rejects.toThrow();
    await expect(device.replica.catchUp()).rejects.toThrow();
    expect(device.replica.memory).toEqual(held.pulled);
    expect((await memory()).rows).toEqual(held.rows);
    await device[Symbol.asyncDispose]();
  });

  it('a local database that was deleted while it was open holds actions and drafts again although there is no room for what was pulled, which comes again', async () => {
    const name = 'marginiq-lost-no-room';
    const { device, running, memory } = await offlineDevice(name);
    const held = await memory();
    await running[Symbol.asyncDispose]();
    await device[Symbol.asyncDispose]();
    await deleteLocalDatabase(name);
    await using again = await Device.open({ name, newId: device.newId, sealer: testSealer(1) });
    again.replica.append = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
    const { rewritten, lost, drafts } = await rewriteLost(held, again);
    expect([rewritten.length, lost, drafts]).toEqual([2, [], { rewritten: 1, lost: 0 }]);
  });

  it('a local database that was deleted while it was open holds everything again once it was opened again: actions in their order, drafts, and what was pulled', async () => {
    const name = 'marginiq-lost-rewritten';
    const { device, server, running, memory } = await offlineDevice(name);
    const held = await memory();
    await running[Symbol.asyncDispose]();
    await device[Symbol.asyncDispose]();
    await deleteLocalDatabase(name);
    await using again = await Device.open({ name, newId: device.newId, sealer: testSealer(1) });
    expect(await rewriteLost(held, again)).toEqual({
      rewritten: held.entries,
      lost: [],
      held: NONE,
      drafts: { rewritten: 1, lost: 0 },
    });
    expect(await readLocalRow(again.database, 'draft:a')).toEqual(DRAFT);
    expect(await readLocalRow(again.database, 'draft:removed')).toBeNull();
    expect(again.replica.cursor).toEqual(held.pulled.cursor);
    expect(await again.pulled()).toEqual(server.store.visibleTo(again.actor));
    await using synced = RunningEngine.start(again, server.connect(again.session));
    await synced.syncOnceMore();
    expect(server.decided).toEqual(held.entries.map(({ command }) => command.id));
  });

  it('a local database that was deleted while it was open names what could not be written again', async () => {
    const name = 'marginiq-lost-named';
    const { device, running, memory } = await offlineDevice(name);
    const held = await memory();
    await running[Symbol.asyncDispose]();
    await device[Symbol.asyncDispose]();
    await deleteLocalDatabase(name);
    let full = false;
    const storage = storageWith(({ collection }) => {
      if (full && collection !== 'pages') throw new DOMException('no room', 'QuotaExceededError');
    });
    await using again = await Device.open({ name, newId: device.newId, storage, sealer: testSealer(1) });
    full = true;
    expect(await rewriteLost(held, again)).toEqual({
      rewritten: [],
      lost: held.entries,
      held: NONE,
      drafts: { rewritten: 0, lost: 1 },
    });
  });

  it('a local database that lost nothing is left as it is', async () => {
    const name = 'marginiq-lost-nothing';
    const { device, running, memory } = await offlineDevice(name);
    const held = await memory();
    await running[Symbol.asyncDispose]();
    await device[Symbol.asyncDispose]();
    await using again = await Device.open({ name, newId: device.newId, sealer: testSealer(1) });
    expect(await rewriteLost(held, again)).toEqual({ rewritten: [], lost: [], held: NONE, drafts: NONE });
    expect(await again.outbox.entries()).toEqual(held.entries);
  });

  it('a local database that another window has emptied holds nothing again but what nobody has removed', async () => {
    const name = 'marginiq-lost-settled';
    const { device, server, running, memory } = await offlineDevice(name);
    const refused = await device.outbox.submit(submission(testId(0xa3), { customerId: BROKE.id }));
    await expect.poll(async () => (await memory()).entries.length).toBe(3);
    const held = await memory();
    await running[Symbol.asyncDispose]();
    await device[Symbol.asyncDispose]();
    {
      // Another window sends everything, dismisses what was refused, and removes the draft.
      const { newId } = device;
      await using other = await Device.open({ name, newId, storage: storageOfWindow(2), sealer: testSealer(1) });
      const signal = new AbortController().signal;
      await pushCommands(other.outbox, server.connect(other.session), { signal });
      await other.outbox.forgetAccepted(await other.outbox.idsIn('accepted'));
      await other.outbox.dismiss(refused.id);
      await removeLocalRow(other.database, 'draft:a');
      expect(await other.outbox.entries()).toEqual([]);
    }
    await using again = await Device.open({ name, newId: device.newId, sealer: testSealer(1) });
    expect(await rewriteLost(held, again)).toEqual({ rewritten: [], lost: [], held: NONE, drafts: NONE });
    expect(await again.outbox.entries()).toEqual([]);
    expect(await readLocalRow(again.database, 'draft:a')).toBeNull();
  });

  it('a local database that was deleted, and in which another window works again already, holds again what only this one knew', async () => {
    const name = 'marginiq-lost-shared';
    const { device, server, running, memory } = await offlineDevice(name);
    const held = await memory();
    const [known, own] = held.entries;
    if (known === undefined || own === undefined) throw new Error('two actions wait');
    await running[Symbol.asyncDispose]();
    await device[Symbol.asyncDispose]();
    await deleteLocalDatabase(name);
    {
      // It knew only the first action, and has sent it.
      const { newId } = device;
      await using other = await Device.open({ name, newId, storage: storageOfWindow(2), sealer: testSealer(1) });
      await rewriteLost({ ...held, entries: [known], rows: [] }, other);
      const signal = new AbortController().signal;
      await pushCommands(other.outbox, server.connect(other.session), { signal });
    }
    await using again = await Device.open({ name, newId: device.newId, sealer: testSealer(1) });
    expect(await rewriteLost(held, again)).toEqual({
      rewritten: [own],
      lost: [],
      held: NONE,
      drafts: { rewritten: 1, lost: 0 },
    });
  });
});

describe('actions that are locked in a database that was deleted while it was open', () => {
  async function lockedDevice(name: string) {
    const device = await Device.open({ name, newId: idSource(), sealer: testSealer(1) });
    await device.outbox.submit(submission(testId(0xa1)));
    await device.outbox.submit(submission(testId(0xa2)));
    const entries = await device.outbox.entries();
    await device.reopen(testSealer(2));
    const held = await firstValueFrom(device.outbox.heldRows$);
    expect(held).toHaveLength(2);
    const memory = { entries: [], held, pulled: device.replica.memory, rows: [] };
    await device[Symbol.asyncDispose]();
    await deleteLocalDatabase(name);
    return { entries, memory };
  }

  it('actions that are locked in a database that was deleted while it was open are written again as they are, and open when their key is back', async () => {
    const name = 'marginiq-lost-locked';
    const { entries, memory } = await lockedDevice(name);
    await using again = await Device.open({ name, sealer: testSealer(2) });
    const held = { rewritten: 2, lost: 0 };
    expect(await rewriteLost(memory, again)).toEqual({ rewritten: [], lost: [], held, drafts: NONE });
    await again.reopen(testSealer(1));
    expect(await again.outbox.entries()).toEqual(entries);
  });

  it('actions that are locked in a database that was deleted while it was open are counted as lost if they cannot be written', async () => {
    const name = 'marginiq-lost-locked-full';
    const { memory } = await lockedDevice(name);
    const storage = storageWith(({ collection }) => {
      if (collection === 'commands') throw new DOMException('no room', 'QuotaExceededError');
    });
    await using again = await Device.open({ name, sealer: testSealer(2), storage });
    const held = { rewritten: 0, lost: 2 };
    expect(await rewriteLost(memory, again)).toEqual({ rewritten: [], lost: [], held, drafts: NONE });
    expect(allLost(memory)).toEqual({ rewritten: [], lost: [], held, drafts: NONE });
  });
});

it('nothing in a database that is deleted again during the rewrite is reported as rewritten', async () => {
  const name = 'marginiq-lost-twice';
  const { device, running, memory } = await offlineDevice(name);
  // Without a draft nothing is written, and nothing fails, after the pages.
  const held = { ...(await memory()), rows: [] };
  await running[Symbol.asyncDispose]();
  await device[Symbol.asyncDispose]();
  await deleteLocalDatabase(name);
  // The pages come last: by then the actions were written.
  let deleting: Promise<void> | null = null;
  const storage = storageWith(({ collection }) => {
    if (collection === 'pages') deleting ??= deleteLocalDatabase(name);
  });
  await using again = await Device.open({ name, newId: device.newId, storage, sealer: testSealer(1) });
  const told = await rewriteLost(held, again).catch(() => null);
  expect(deleting).not.toBeNull();
  await deleting;
  // Whether the storage fails or opens another, empty database: nobody is told that anything was saved again.
  if (told !== null) expect(told).toEqual(allLost(held));
});
