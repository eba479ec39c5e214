import '../testing/browser-globals.ts';
import { describe, expect, it } from 'vitest';
import type { Sealer } from '../database/sealer.ts';
import { LeaseLostError } from '../engine/lease-store.ts';
import { BROKE } from '../testing/company.ts';
import { physicalName, rawRows } from '../testing/damage.ts';
import { Device, submission } from '../testing/device.ts';
import { FakeServer, oneTurn } from '../testing/fake-server.ts';
import { idSource, testId } from '../testing/ids.ts';
import { testSealer } from '../testing/sealers.ts';
import { storageOfWindow } from '../testing/storage.ts';
import { discardHeld } from './discard-held.ts';
import { pushCommands } from './push-commands.ts';
import { storedOutbox } from './sealed-entries.ts';

const never = { signal: new AbortController().signal };
const TOO_LARGE = { code: 'invalidCommand', message: 'too large', current: null } as const;
const OWN = testSealer(1);

/** A sealer that waits, once asked to, until it is let go. */
function slowSealer() {
  let gate: Promise<void> = Promise.resolve();
  const sealer: Sealer = {
    ...OWN,
    seal: async (text, place) => {
      await gate;
      return OWN.seal(text, place);
    },
  };
  const hold = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    gate = promise;
    return resolve;
  };
  return { sealer, hold };
}

/** Two windows of one person on one local database; the second hears nothing of what the first one writes. */
async function twoWindows(name: string, sealer: Sealer = OWN) {
  const newId = idSource();
  const first = await Device.open({ name, sealer, newId });
  const { exclusively } = first;
  const storage = storageOfWindow(2, { deaf: true });
  const second = await Device.open({ name, sealer: OWN, newId, exclusively, storage });
  const states = async () => {
    const rows = await rawRows(physicalName(name, 'commands'));
    return rows.filter(({ _deleted }) => _deleted !== '1').map(({ entry }) => (entry as { state: string }).state);
  };
  const dispose = async () => {
    await first[Symbol.asyncDispose]();
    await second[Symbol.asyncDispose]();
  };
  return { first, second, states, server: new FakeServer(), [Symbol.asyncDispose]: dispose };
}

describe('a command that one window refuses because it cannot be sent', () => {
  it('a command that one window refuses because it cannot be sent is accepted if another window sends it in the meantime', async () => {
    const { sealer, hold } = slowSealer();
    await using windows = await twoWindows('marginiq-outbox-refused-late', sealer);
    const { first, second, server } = windows;
    const { id } = await first.outbox.submit(submission(testId(0xa1)));
    const letGo = hold();
    const refusing = first.outbox.refuseLocally(id, TOO_LARGE);
    await oneTurn();
    const pushing = pushCommands(second.outbox, server.connect(second.session), never);
    await oneTurn();
    letGo();
    await Promise.all([refusing, pushing]);
    expect(server.decided).toEqual([id]);
    expect(await windows.states()).toEqual(['accepted']);
  });

  it('a command that one window refuses because it cannot be sent stays accepted if another window settled it, which this one has not heard of', async () => {
    await using windows = await twoWindows('marginiq-outbox-refused-behind');
    const { first, second, server } = windows;
    const { id } = await second.outbox.submit(submission(testId(0xa1)));
    expect(await second.outbox.waiting()).toHaveLength(1);
    await pushCommands(first.outbox, server.connect(first.session), never);
    await second.outbox.refuseLocally(id, TOO_LARGE);
    expect(await windows.states()).toEqual(['accepted']);
  });

  it('a command that one window refuses because it cannot be sent stays as it is if another window leads by then', async () => {
    await using device = await Device.open();
    const told: string[] = [];
    device.outbox.settled$.subscribe(({ status }) => told.push(status));
    const { id } = await device.outbox.submit(submission(testId(0xa1)));
    const guard = async () => {
      throw new LeaseLostError();
    };
    await expect(device.outbox.refuseLocally(id, TOO_LARGE, guard)).rejects.toBeInstanceOf(LeaseLostError);
    expect((await device.outbox.entries()).map(({ state }) => state)).toEqual(['waiting']);
    expect(told).toEqual([]);
    await device.outbox.refuseLocally(id, TOO_LARGE);
    expect(told).toEqual(['refused']);
  });
});

describe('a window that has not heard of what another one wrote', () => {
  it('a window that has not heard of what another one wrote renumbers no command that the other one has settled and forgotten', async () => {
    await using windows = await twoWindows('marginiq-outbox-settled-behind');
    const { first, second, server } = windows;
    const { id } = await second.outbox.submit(submission(testId(0xa1)));
    expect(await second.outbox.waiting()).toHaveLength(1);
    await pushCommands(first.outbox, server.connect(first.session), never);
    await first.outbox.forgetAccepted([id]);
    await second.outbox.settle({ outcomes: [], nextDeviceSeq: 7 });
    expect(await windows.states()).toEqual([]);
  });

  it('a window that has not heard of what another one wrote dismisses no command that the other one has found accepted', async () => {
    await using windows = await twoWindows('marginiq-outbox-dismissed-behind');
    const { first, second, server } = windows;
    const { id } = await second.outbox.submit(submission(testId(0xa1)));
    await second.outbox.refuseLocally(id, TOO_LARGE);
    const commands = (await second.outbox.entries()).map(({ command }) => command);
    const input = { protocol: 2, deviceId: first.deviceId, commands };
    await first.outbox.settle(await server.connect(first.session).push(input, never.signal));
    expect(await windows.states()).toEqual(['accepted']);
    await second.outbox.dismiss(id);
    expect(await windows.states()).toEqual(['accepted']);
  });

  it('a window that has not heard of what another one wrote dismisses a command that the other one has found refused', async () => {
    await using windows = await twoWindows('marginiq-outbox-dismissed-unheard');
    const { first, second, server } = windows;
    const { id } = await second.outbox.submit(submission(testId(0xa1), { customerId: BROKE.id }));
    expect(await second.outbox.waiting()).toHaveLength(1);
    await pushCommands(first.outbox, server.connect(first.session), never);
    await second.outbox.dismiss(id);
    expect(await windows.states()).toEqual([]);
  });
});

it('a refused command stays dismissed, also if the server turns out to have accepted it just then', async () => {
  const { sealer, hold } = slowSealer();
  await using device = await Device.open({ sealer });
  const server = new FakeServer();
  const { id } = await device.outbox.submit(submission(testId(0xa1)));
  const input = { protocol: 2, deviceId: device.deviceId, commands: await device.outbox.waiting() };
  const reply = await server.connect(device.session).push(input, never.signal);
  await device.outbox.refuseLocally(id, TOO_LARGE);
  const letGo = hold();
  const settling = device.outbox.settle(reply);
  await oneTurn();
  await device.outbox.dismiss(id);
  letGo();
  await settling;
  expect(await device.outbox.entries()).toEqual([]);
});

it('a command that is discarded while it is being refused is announced to nobody', async () => {
  const { sealer, hold } = slowSealer();
  await using device = await Device.open({ sealer });
  const told: string[] = [];
  device.outbox.settled$.subscribe(({ commandId }) => told.push(commandId));
  const { id } = await device.outbox.submit(submission(testId(0xa1)));
  const letGo = hold();
  const refusing = device.outbox.refuseLocally(id, TOO_LARGE);
  await oneTurn();
  const rows = await storedOutbox(device.database);
  expect(await discardHeld(device.database, rows)).toBe(1);
  letGo();
  await refusing;
  expect(told).toEqual([]);
  expect(await device.outbox.entries()).toEqual([]);
});

it('only accepted commands are forgotten', async () => {
  await using device = await Device.open();
  const { id } = await device.outbox.submit(submission(testId(0xa1)));
  await device.outbox.forgetAccepted([id]);
  expect(await device.outbox.waitingIds()).toEqual([id]);
});
