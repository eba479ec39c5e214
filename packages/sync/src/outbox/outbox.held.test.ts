import '../testing/browser-globals.ts';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { storedRow } from '../database/stored-rows.ts';
import { BROKE } from '../testing/company.ts';
import { physicalName, rawRows, writeRawRow } from '../testing/damage.ts';
import { Device, submission } from '../testing/device.ts';
import { RunningEngine } from '../testing/engine.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { testId } from '../testing/ids.ts';
import { testSealer } from '../testing/sealers.ts';
import { pushCommands } from './push-commands.ts';
import { NOTHING_HELD } from './sealed-entries.ts';

const never = { signal: new AbortController().signal };
const [OWN, OTHER] = [testSealer(1), testSealer(2)];

/** A device that holds one command of this state, sealed by a key that it does not have any more. */
async function withLocked(state: 'waiting' | 'refused' | 'accepted') {
  const server = new FakeServer();
  const device = await Device.open({ sealer: OTHER });
  const customer = state === 'refused' ? { customerId: BROKE.id } : {};
  await device.outbox.submit(submission(testId(0xa1), customer));
  if (state !== 'waiting') await pushCommands(device.outbox, server.connect(device.session), never);
  expect(await device.outbox.idsIn(state)).toHaveLength(1);
  await device.reopen(OWN);
  return { server, device };
}

const heldBy = ({ outbox }: Device) => firstValueFrom(outbox.held$);

describe('a command that is locked', () => {
  it('a command that is locked holds up those behind it while it waits itself', async () => {
    const { device } = await withLocked('waiting');
    await using _ = device;
    await device.outbox.submit(submission(testId(0xa2)));
    expect(await device.outbox.sendable()).toEqual([]);
    expect(await heldBy(device)).toEqual({ ...NOTHING_HELD, lockedWaiting: 1 });
  });

  it.each(['refused', 'accepted'] as const)(
    'a command that is locked holds up nothing once it is %s',
    async (state) => {
      const { device } = await withLocked(state);
      await using _ = device;
      await device.outbox.submit(submission(testId(0xa2)));
      expect(await device.outbox.sendable()).toHaveLength(1);
      expect(await heldBy(device)).toEqual({ ...NOTHING_HELD, lockedRefused: state === 'refused' ? 1 : 0 });
    },
  );

  it('a command handed in a second time keeps its saved state', async () => {
    await using device = await Device.open({ sealer: OTHER });
    const action = { ...submission(testId(0xa1)), id: testId(0xc1) };
    const { deviceSeq } = await device.outbox.submit(action);
    await device.reopen(OWN);
    const before = await storedRow(device.database.commands, action.id);
    expect(await device.outbox.submit(action)).toMatchObject({ id: action.id, deviceSeq });
    expect(await storedRow(device.database.commands, action.id)).toEqual(before);
  });

  it('a command that is locked is forgotten once it is accepted and its result has been pulled', async () => {
    const { device, server } = await withLocked('accepted');
    await using _ = device;
    await using running = RunningEngine.start(device, server.connect(device.session));
    await running.syncOnceMore();
    expect(await device.outbox.idsIn('accepted')).toEqual([]);
  });
});

it('commands behind locked ones are not numbered before them when the server restarts its count', async () => {
  await using device = await Device.open({ sealer: OTHER });
  const locked = [
    await device.outbox.submit(submission(testId(0xa1))),
    await device.outbox.submit(submission(testId(0xa2))),
  ];
  await device.reopen(OWN);
  const behind = await device.outbox.submit(submission(testId(0xa3)));
  await device.outbox.settle({ outcomes: [], nextDeviceSeq: 1 });
  await device.reopen(testSealer(1, { earlier: [2] }));
  const acted = [...locked, behind].map(({ id }) => id);
  expect((await device.outbox.sendable()).map(({ id }) => id)).toEqual(acted);
});

it('an action whose row is damaged keeps its number when it is handed in again, so that none is missing', async () => {
  await using device = await Device.open();
  const action = { ...submission(testId(0xa1)), id: testId(0xc1) };
  await device.outbox.submit(action);
  const behind = await device.outbox.submit(submission(testId(0xa2)));
  await device.database.close();
  const store = physicalName(device.name, 'commands');
  const row = (await rawRows(store)).find(({ id }) => id === action.id);
  await writeRawRow(store, { ...row, entry: { state: 'waiting', deviceId: device.deviceId, sealed: 'torn' } });
  await using again = await Device.open({ name: device.name, newId: device.newId });
  await again.outbox.submit(action);
  const waiting = await again.outbox.sendable();
  expect(waiting.map(({ id, deviceSeq }) => [id, deviceSeq])).toEqual([
    [action.id, 1],
    [behind.id, 2],
  ]);
});

it('a row that holds no command is counted as damaged, and those beside it are sent and settled', async () => {
  const server = new FakeServer();
  await using device = await Device.open();
  await device.outbox.submit(submission(testId(0xa1)));
  await device.database.close();
  const store = physicalName(device.name, 'commands');
  const [row] = await rawRows(store);
  const torn = { state: 'waiting', deviceId: device.deviceId, sealed: '{"text":"no command"}' };
  await writeRawRow(store, { ...row, id: testId(0xb1), order: 'torn', entry: torn });
  await writeRawRow(store, { ...row, id: testId(0xb2), entry: { state: 'waiting', command: { id: 'another' } } });
  await using again = await Device.open({ name: device.name, sealer: OWN, newId: device.newId });
  expect(await heldBy(again)).toEqual({ ...NOTHING_HELD, damaged: 2 });
  await pushCommands(again.outbox, server.connect(again.session), never);
  expect(server.decided).toHaveLength(1);
  expect((await again.outbox.submit(submission(testId(0xa2)))).deviceSeq).toBe(2);
  // Sealing left them as they were.
  const rows = await rawRows(store);
  expect(rows.find(({ id }) => id === testId(0xb1))).toMatchObject({ entry: torn });
  expect(rows.find(({ id }) => id === testId(0xb2))).toMatchObject({ entry: { command: { id: 'another' } } });
});
