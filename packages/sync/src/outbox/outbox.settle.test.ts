import '../testing/browser-globals.ts';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { describe, expect, it } from 'vitest';
import { replaceStored, storedRow } from '../database/stored-rows.ts';
import { LeaseLostError } from '../engine/lease-store.ts';
import { ACME, BROKE } from '../testing/company.ts';
import { Device, submission, withdrawal } from '../testing/device.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { testId } from '../testing/ids.ts';
import { storageWith } from '../testing/storage.ts';
import { pushCommands } from './push-commands.ts';

const R1 = testId(0xa1);
const R2 = testId(0xa2);
const R3 = testId(0xa3);
const never = { signal: new AbortController().signal };
const openDevice = () => Device.open({ storage: getRxStorageMemory() });

const push = (device: Device, server: FakeServer) => pushCommands(device.outbox, server.connect(device.session), never);

const statesOf = async (device: Device) => (await device.outbox.entries()).map(({ state }) => state);

describe('Outbox.settle', () => {
  it('Outbox.settle keeps each outcome with its command, and a refused one does not stop those behind it', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    await device.outbox.submit(submission(R1));
    await device.outbox.submit(submission(R2, { customerId: BROKE.id }));
    await device.outbox.submit(submission(R3));
    await push(device, server);
    expect(await statesOf(device)).toEqual(['accepted', 'refused', 'accepted']);
    const [, refused] = await device.outbox.entries();
    expect(refused?.outcome?.refusal).toMatchObject({ code: 'customerBlocked' });
    expect([...server.store.all('requests').keys()]).toEqual([R1, R3]);
  });

  it('Outbox.settle tells each outcome once, as it comes', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    const told: string[] = [];
    device.outbox.settled$.subscribe(({ commandId, status }) => told.push(`${commandId} ${status}`));
    const first = await device.outbox.submit(submission(R1));
    await push(device, server);
    const second = await device.outbox.submit(submission(R2, { customerId: BROKE.id }));
    await push(device, server);
    expect(told).toEqual([`${first.id} accepted`, `${second.id} refused`]);
  });

  it('numbering continues after what was settled and forgotten, also after a restart', async () => {
    await using device = await Device.open();
    const server = new FakeServer();
    await device.outbox.submit(submission(R1));
    await device.outbox.submit(submission(R2));
    await push(device, server);
    await device.outbox.forgetAccepted((await device.outbox.entries()).map(({ command }) => command.id));
    expect(await device.outbox.entries()).toEqual([]);
    await device.reopen();
    expect((await device.outbox.submit(submission(R3))).deviceSeq).toBe(3);
  });

  it.each([
    { writesLeft: 0, isKilled: true },
    { writesLeft: 1, isKilled: true },
    { writesLeft: 2, isKilled: false },
  ])(
    'Outbox.settle gives no number out twice when it is killed after $writesLeft of its writes',
    async ({ writesLeft, isKilled }) => {
      let left = Number.POSITIVE_INFINITY;
      const storage = storageWith(() => {
        left -= 1;
        if (left < 0) throw new Error('killed');
      });
      await using device = await Device.open({ storage });
      const server = new FakeServer();
      await device.outbox.submit(submission(R1));
      await device.outbox.submit(submission(R2));
      const input = { protocol: 1, deviceId: device.deviceId, commands: await device.outbox.waiting() };
      const reply = await server.connect(device.session).push(input, never.signal);
      left = writesLeft;
      const settling = await device.outbox.settle(reply).then(
        () => 'done',
        () => 'killed',
      );
      expect(settling).toBe(isKilled ? 'killed' : 'done');
      left = Number.POSITIVE_INFINITY;
      await push(device, server);
      await device.outbox.forgetAccepted((await device.outbox.entries()).map(({ command }) => command.id));
      expect((await device.outbox.submit(submission(R3))).deviceSeq).toBe(3);
      expect(server.decided).toHaveLength(2);
    },
  );
});

/** The way another window reseals a row: the same content, in another revision. */
async function touch({ database }: Device, id: string): Promise<void> {
  const previous = await storedRow(database.commands, id);
  if (previous === null) throw new Error('there is no such row');
  expect(await replaceStored(database.commands, [{ previous, document: previous }])).toEqual(new Set());
}

/** A device with this many commands, and the server's answer to all of them at once. */
async function answered(device: Device, server: FakeServer, count: number) {
  for (let n = 0; n < count; n += 1) await device.outbox.submit(submission(testId(0xa1 + n)));
  const input = { protocol: 2, deviceId: device.deviceId, commands: await device.outbox.waiting() };
  return await server.connect(device.session).push(input, never.signal);
}

describe('what a push was answered', () => {
  it('what a push was answered is settled where a number in between is missing, and what is behind a gap is renumbered with it', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    const { outcomes } = await answered(device, server, 3);
    const [first, , third] = outcomes;
    if (first === undefined || third === undefined) throw new Error('three were sent');
    expect(await device.outbox.settle({ outcomes: [first, third], nextDeviceSeq: 4 })).toBe(true);
    expect(await statesOf(device)).toEqual(['accepted', 'waiting', 'accepted']);
    expect(await device.outbox.settle({ outcomes: [first, third], nextDeviceSeq: 4 })).toBe(true);
    expect((await device.outbox.waiting()).map(({ deviceSeq }) => deviceSeq)).toEqual([4]);
  });

  it('settled commands are reported once they are written, even if the rest is written only after another window has led', async () => {
    await using device = await openDevice();
    const reply = await answered(device, new FakeServer(), 2);
    const told: string[] = [];
    device.outbox.settled$.subscribe(({ commandId }) => told.push(commandId));
    const [first, second] = (await device.outbox.entries()).map(({ command }) => command.id) as [string, string];
    let guarded = 0;
    const guard = async () => {
      guarded += 1;
      if (guarded === 1) return await touch(device, second);
      throw new LeaseLostError();
    };
    await expect(device.outbox.settle(reply, guard)).rejects.toBeInstanceOf(LeaseLostError);
    expect(told).toEqual([first]);
    expect(await statesOf(device)).toEqual(['accepted', 'waiting']);
    await device.outbox.settle(reply);
    expect(told).toEqual([first, second]);
  });
});

describe('Outbox.dismiss', () => {
  it('Outbox.dismiss takes away a refused command, and nothing that waits or was accepted', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    await device.outbox.submit(submission(R1));
    await device.outbox.submit(submission(R2, { customerId: BROKE.id }));
    await push(device, server);
    await device.outbox.submit(withdrawal(R1));
    for (const { command } of await device.outbox.entries()) await device.outbox.dismiss(command.id);
    await device.outbox.dismiss(ACME.id);
    expect(await statesOf(device)).toEqual(['accepted', 'waiting']);
  });
});

describe('Outbox.restore', () => {
  it('Outbox.restore takes back what waits and what was refused, once, in the order of the user', async () => {
    await using damaged = await openDevice();
    const server = new FakeServer();
    await damaged.outbox.submit(submission(R1));
    await damaged.outbox.submit(submission(R2, { customerId: BROKE.id }));
    await push(damaged, server);
    await damaged.outbox.submit(withdrawal(R1));
    await damaged.outbox.submit(submission(R3));
    const saved = await damaged.outbox.entries();
    await damaged.database.close();

    await using fresh = await openDevice();
    expect(await fresh.outbox.restore([...saved, ...saved, { command: 'nonsense' }, null])).toBe(3);
    expect(await fresh.outbox.entries()).toEqual(saved.filter(({ state }) => state !== 'accepted'));
  });

  it('Outbox.restore leaves a command that is there already as it is', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    await device.outbox.submit(submission(R1));
    const before = await device.outbox.entries();
    await push(device, server);
    expect(await device.outbox.restore(before)).toBe(0);
    expect(await statesOf(device)).toEqual(['accepted']);
  });
});
