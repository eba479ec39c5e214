import '../testing/browser-globals.ts';
import fc from 'fast-check';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { pushCommands } from '../outbox/push-commands.ts';
import { rescueOutbox } from '../outbox/rescue.ts';
import { NOTHING_HELD } from '../outbox/sealed-entries.ts';
import { KeptRows } from '../replica/kept-rows.ts';
import { pullChanges } from '../replica/pull-changes.ts';
import { physicalName, rawRows, writeRawRow } from '../testing/damage.ts';
import { Device, submission, withdrawal } from '../testing/device.ts';
import { RunningEngine } from '../testing/engine.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { testId } from '../testing/ids.ts';
import { append, customer, names } from '../testing/pages.ts';
import { testSealer } from '../testing/sealers.ts';
import { readLocalRow, writeLocalRow } from './local-state.ts';
import { repairLocalDatabase } from './repair.ts';
import { byDeviceSeq } from './row.ts';

const never = { signal: new AbortController().signal };
/** Everything on this device was seen sealed. */
const STRICT = testSealer(1, { mayHoldClear: false });
const LENIENT = testSealer(1);

const heldBy = ({ outbox }: Device) => firstValueFrom(outbox.held$);
const commandsOf = (device: Device) => physicalName(device.name, 'commands');

function forgedEntry(device: Device, id: string) {
  const args = { requestId: testId(0xa1), note: null };
  const made = { deviceSeq: 2, deviceId: device.deviceId, madeAt: '2026-02-01T08:00:00.000Z' };
  const command = { id, type: 'request.approve', args, baseRevision: 1, provisional: null, ...made };
  return { command, state: 'waiting', outcome: null };
}

/** The two forms in which rows were ever stored unsealed. */
const FORMS = {
  'of an earlier version': (device: Device, id: string) => forgedEntry(device, id),
  'of a session without a key': (device: Device, id: string) => ({
    state: 'waiting',
    deviceId: device.deviceId,
    sealed: JSON.stringify(forgedEntry(device, id)),
  }),
};
const FORGED = testId(0xbad);

/** A sealed device with one command, to whose disk somebody has written an approval of their own. */
async function withForged(form: keyof typeof FORMS): Promise<Device> {
  const device = await Device.open({ sealer: STRICT });
  await device.outbox.submit(submission(testId(0xa1)));
  await device.database.close();
  const [row] = await rawRows(commandsOf(device));
  const forged = { ...row, id: FORGED, order: byDeviceSeq(2), entry: FORMS[form](device, FORGED) };
  await writeRawRow(commandsOf(device), forged);
  return device;
}

describe.each(Object.keys(FORMS) as (keyof typeof FORMS)[])(
  'a command written to a sealed disk in the form %s',
  (form) => {
    it('a command that somebody forged on a sealed disk is counted as damaged, never sent, never sealed as ours; the others are sent', async () => {
      await using device = await withForged(form);
      const before = (await rawRows(commandsOf(device))).find(({ id }) => id === FORGED);
      await using again = await Device.open({ name: device.name, sealer: STRICT, newId: device.newId });
      expect(await heldBy(again)).toEqual({ ...NOTHING_HELD, damaged: 1 });
      const server = new FakeServer();
      await pushCommands(again.outbox, server.connect(again.session), never);
      expect(server.decided).toHaveLength(1);
      expect(server.decided).not.toContain(FORGED);
      expect((await rawRows(commandsOf(device))).find(({ id }) => id === FORGED)?.entry).toEqual(before?.entry);
      expect(await heldBy(again)).toEqual({ ...NOTHING_HELD, damaged: 1 });
    });

    it('a command that somebody forged on a sealed disk is nothing that a repair would take for ours', async () => {
      await using device = await withForged(form);
      const rescued = await rescueOutbox(device.name, STRICT);
      expect(rescued.entries).toHaveLength(1);
      expect(rescued.unreadable).toMatchObject([{ row: { id: FORGED }, content: null }]);
      const { deviceId, now, newId, exclusively } = device;
      await repairLocalDatabase(device.name, {
        outbox: { deviceId, now, newId, exclusively },
        save: async () => 'saved',
        acceptUnknown: false,
        sealer: STRICT,
      });
      await using again = await Device.open({ name: device.name, sealer: STRICT });
      expect(await heldBy(again)).toEqual({ ...NOTHING_HELD, damaged: 1 });
      expect((await again.outbox.entries()).map(({ command }) => command.id)).not.toContain(FORGED);
    });

    it('a command that somebody forged on a sealed disk does not keep its id from an action that is made now', async () => {
      await using device = await withForged(form);
      await using again = await Device.open({ name: device.name, sealer: STRICT, newId: device.newId });
      await again.outbox.submit({ ...withdrawal(testId(0xa1)), id: FORGED });
      expect((await again.outbox.waiting()).map(({ type }) => type)).toEqual(['request.submit', 'request.withdraw']);
      expect(await heldBy(again)).toEqual(NOTHING_HELD);
    });

    it('a command that somebody forged on a sealed disk is read and sealed while this device may still hold what was written in the clear', async () => {
      await using device = await withForged(form);
      await using again = await Device.open({ name: device.name, sealer: LENIENT });
      expect(await again.outbox.waiting()).toHaveLength(2);
    });
  },
);

it('no command in the clear, whatever it says of itself, is ever read on a sealed device', async () => {
  const anyEntry = fc.record(
    {
      command: fc.record({ id: fc.constantFrom(FORGED, 'other'), deviceId: fc.string(), deviceSeq: fc.integer() }),
      state: fc.constantFrom('waiting', 'accepted', 'refused', 'other'),
      deviceId: fc.string(),
      sealed: fc.oneof(fc.string(), fc.constant(JSON.stringify({ command: { id: FORGED } }))),
    },
    { requiredKeys: [] },
  );
  await using device = await withForged('of an earlier version');
  const [row] = await rawRows(commandsOf(device));
  await fc.assert(
    fc.asyncProperty(anyEntry, async (entry) => {
      await writeRawRow(commandsOf(device), { ...row, id: FORGED, order: byDeviceSeq(2), entry });
      const { entries, locked, unreadable } = await rescueOutbox(device.name, STRICT);
      expect(entries.map(({ command }) => command.id)).not.toContain(FORGED);
      expect(locked.length + unreadable.length).toBeLessThan(2);
    }),
    { numRuns: 50 },
  );
});

describe('readable text beside a sealed command', () => {
  /** A device offline, with two commands whose readable part somebody has changed. */
  async function altered(change: (row: Record<string, unknown>, index: number) => object): Promise<Device> {
    const device = await Device.open({ sealer: STRICT });
    await device.outbox.submit(submission(testId(0xa1)));
    await device.outbox.submit(withdrawal(testId(0xa1)));
    await device.database.close();
    for (const [index, row] of (await rawRows(commandsOf(device))).entries()) {
      await writeRawRow(commandsOf(device), { ...row, ...change(row, index) });
    }
    return Device.open({ name: device.name, sealer: STRICT, newId: device.newId });
  }

  it('readable text beside a sealed command does not make an unsent command pass for an accepted one, which would be forgotten', async () => {
    await using device = await altered(({ entry }) => ({ entry: { ...(entry as object), state: 'accepted' } }));
    expect(await device.outbox.idsIn('accepted')).toEqual([]);
    const waiting = await device.outbox.waitingIds();
    expect(waiting).toHaveLength(2);
    await device.outbox.forgetAccepted(waiting);
    expect(await device.outbox.waiting()).toHaveLength(2);
    const server = new FakeServer();
    await using running = RunningEngine.start(device, server.connect(device.session));
    await running.syncOnceMore();
    expect(server.decided).toEqual(waiting);
  });

  it('readable text beside a sealed command does not change the order in which commands are sent', async () => {
    await using device = await altered((_, index) => ({ order: byDeviceSeq(9 - index) }));
    expect((await device.outbox.sendable()).map(({ type }) => type)).toEqual(['request.submit', 'request.withdraw']);
  });
});

describe('a draft written to a sealed disk in the clear', () => {
  it.each([
    ['as it is', { justification: 'Not mine' }],
    ['in the place of the sealed text', { sealed: '{"justification":"Not mine"}' }],
  ])('%s is not shown, and not taken along', async (_, doc) => {
    await using device = await Device.open({ sealer: STRICT });
    await writeLocalRow(device.database, 'draft:own', { justification: 'Mine' });
    await device.database.close();
    const store = physicalName(device.name, 'local');
    const own = (await rawRows(store)).find(({ id }) => id === 'draft:own');
    await writeRawRow(store, { ...own, id: 'draft:forged', doc });
    await using again = await Device.open({ name: device.name, sealer: STRICT });
    expect(await readLocalRow(again.database, 'draft:forged')).toBeNull();
    expect(await readLocalRow(again.database, 'draft:own')).toEqual({ justification: 'Mine' });
    const kept = await KeptRows.open(again.database);
    expect(kept.rows.map(({ id }) => id)).toEqual(['draft:own']);
    kept.close();
    expect((await rawRows(store)).find(({ id }) => id === 'draft:forged')?.doc).toEqual(doc);
  });
});

it('a page written to a sealed disk in the clear is dropped, and everything is pulled again', async () => {
  const server = new FakeServer();
  await using device = await Device.open({ sealer: STRICT });
  const pull = (one: Device) =>
    pullChanges(one.replica, server.connect(one.session), { ...never, onProgress: () => undefined });
  await pull(device);
  const before = names(device.replica);
  await device.database.close();
  const store = physicalName(device.name, 'pages');
  await using plain = await Device.open();
  await append(plain.replica, 1, [customer(1, 1, 'Not from the server')]);
  const [forged] = await rawRows(physicalName(plain.name, 'pages'));
  const [page] = await rawRows(store);
  await writeRawRow(store, { ...page, upserts: forged?.upserts });
  await using again = await Device.open({ name: device.name, sealer: STRICT });
  expect(names(again.replica)).not.toContain('Not from the server');
  expect(again.replica.cursor).toBeNull();
  await pull(again);
  expect(names(again.replica)).toEqual(before);
  expect(JSON.stringify(await rawRows(store))).not.toContain('Not from the server');
});
