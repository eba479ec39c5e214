import '../testing/browser-globals.ts';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { describe, expect, it } from 'vitest';
import { Device, submission, withdrawal } from '../testing/device.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { idSource, testId } from '../testing/ids.ts';
import { pushCommands } from './push-commands.ts';

const never = { signal: new AbortController().signal };
const newId = idSource();
const openDevice = () => Device.open({ storage: getRxStorageMemory(), newId });

const push = (device: Device, server: FakeServer) => pushCommands(device.outbox, server.connect(device.session), never);

/** Submits this many requests, and returns their commands' ids. */
async function submitSome(device: Device, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) ids.push((await device.outbox.submit(submission(newId()))).id);
  return ids;
}

const outcomesOf = async (device: Device) => (await device.outbox.entries()).map(({ outcome }) => outcome?.status);

describe('a device whose local database was lost', () => {
  it.each([
    { known: 3, fresh: 2 },
    { known: 2, fresh: 7 },
    { known: 5, fresh: 5 },
  ])(
    'a device whose local database was lost sends $fresh new commands to a server that knows $known: each once, in order',
    async ({ known, fresh }) => {
      const server = new FakeServer();
      await using lost = await openDevice();
      await submitSome(lost, known);
      await push(lost, server);
      await lost.database.close();

      await using device = await openDevice();
      const before = [...server.decided];
      const ids = await submitSome(device, fresh);
      await push(device, server);
      expect(server.decided).toEqual([...before, ...ids]);
      expect(await outcomesOf(device)).toEqual(ids.map(() => 'accepted'));
      const next = await device.outbox.submit(submission(newId()));
      expect(next.deviceSeq).toBe(known + fresh + 1);
    },
  );

  it('a withdrawal is decided after the submission that it is about, whatever the server’s next number', async () => {
    const server = new FakeServer();
    await using lost = await openDevice();
    await submitSome(lost, 1);
    await push(lost, server);
    await lost.database.close();

    await using device = await openDevice();
    const requestId = testId(0xa1);
    await device.outbox.submit(submission(requestId, { discountBp: 1_500 }));
    await device.outbox.submit(withdrawal(requestId));
    await push(device, server);
    expect(await outcomesOf(device)).toEqual(['accepted', 'accepted']);
    expect(server.store.get('requests', requestId)?.status).toBe('withdrawn');
  });
});

describe('a server that was restored from a backup', () => {
  it('a server that was restored from a backup takes what still waits, each once, in order', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    const old = await submitSome(device, 2);
    await push(device, server);
    const backup = server.backup();
    await submitSome(device, 3);
    await push(device, server);
    await device.outbox.forgetAccepted((await device.outbox.entries()).map(({ command }) => command.id));
    const waiting = await submitSome(device, 4);
    server.restore(backup, 'restored');
    await push(device, server);
    expect(server.decided).toEqual([...old, ...waiting]);
    expect(await outcomesOf(device)).toEqual(waiting.map(() => 'accepted'));
  });

  it('a server that was restored from a backup gets a command again whose outcome was lost with the backup and with its reply', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    const backup = server.backup();
    const ids = await submitSome(device, 3);
    const { commands, ...input } = { protocol: 1, deviceId: device.deviceId, commands: await device.outbox.waiting() };
    await server.connect(device.session).push({ ...input, commands }, never.signal);
    server.restore(backup, 'restored');
    await push(device, server);
    expect(server.decided).toEqual(ids);
  });

  it('a server that was restored from a backup continues behind what waits after the numbers have gone back behind the last that this window gave out', async () => {
    await using device = await Device.open();
    for (const request of [1, 2, 3]) await device.outbox.submit(submission(testId(0xa0 + request)));
    await device.outbox.settle({ outcomes: [], nextDeviceSeq: 5 });
    expect((await device.outbox.submit(submission(testId(0xa4)))).deviceSeq).toBe(8);
    await device.outbox.settle({ outcomes: [], nextDeviceSeq: 1 });
    expect((await device.outbox.submit(submission(testId(0xa5)))).deviceSeq).toBe(5);
  });
});
