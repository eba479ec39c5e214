import '../testing/browser-globals.ts';
import { expect, it } from 'vitest';
import type { Sealer } from '../database/sealer.ts';
import { presenceOf } from '../database/stored-rows.ts';
import { pullChanges } from '../replica/pull-changes.ts';
import { Device, submission, withdrawal } from '../testing/device.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { testId } from '../testing/ids.ts';
import { testSealer } from '../testing/sealers.ts';
import { storageWith } from '../testing/storage.ts';

const signal = new AbortController().signal;
const pull = (device: Device, server: FakeServer) =>
  pullChanges(device.replica, server.connect(device.session), { signal, onProgress: () => undefined });

/** A device on which the next command finds no room, until closed requests were given up. */
async function fullDevice({ holdsClosed, sealer }: { holdsClosed: boolean; sealer?: Sealer }) {
  let full = false;
  const storage = storageWith(({ collection }) => {
    // Whatever is removed from the pages makes room.
    if (collection === 'pages') full = false;
    if (full && collection === 'commands') throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
  });
  const device = await Device.open({ storage, ...(sealer === undefined ? {} : { sealer }) });
  const server = new FakeServer();
  const other = await Device.open({ deviceId: testId(0xd7) });
  const [open, closed] = [testId(0xe1), testId(0xe2)];
  await other.outbox.submit(submission(open, { discountBp: 1_500 }));
  if (holdsClosed) {
    await other.outbox.submit(submission(closed, { discountBp: 1_500 }));
    await other.outbox.submit(withdrawal(closed));
  }
  const commands = await other.outbox.waiting();
  await server.connect(other.session).push({ protocol: 2, deviceId: other.deviceId, commands }, signal);
  await other[Symbol.asyncDispose]();
  await pull(device, server);
  return { device, storage, server, open, fill: () => (full = true) };
}

it('the outbox gives up closed requests for a command that would find no room, and reads them again later', async () => {
  const { device, server, open, fill } = await fullDevice({ holdsClosed: true });
  await using _ = device;
  fill();
  const command = await device.outbox.submit(submission(testId(0xe5)));
  expect((await device.outbox.waiting()).map(({ id }) => id)).toEqual([command.id]);
  expect((await device.requests()).map(({ id }) => id)).toEqual([open]);
  await pull(device, server);
  expect(await device.pulled()).toEqual(server.store.visibleTo(device.actor));
});

it('the outbox gives up closed requests to seal what was not sent by the current key, before a sign-out takes the earlier one', async () => {
  const { device, storage, fill } = await fullDevice({ holdsClosed: true, sealer: testSealer(1) });
  const command = await device.outbox.submit(submission(testId(0xe5)));
  await device.database.close();
  fill();
  const { name } = device;
  await using cramped = await Device.open({ name, storage, sealer: testSealer(2, { earlier: [1] }) });
  await cramped.reopen(testSealer(2));
  expect((await cramped.outbox.waiting()).map(({ id }) => id)).toEqual([command.id]);
});

it('making room keeps the marks of removed commands: a window that was suspended would write such a command again', async () => {
  const { device, fill } = await fullDevice({ holdsClosed: true });
  await using _ = device;
  const { id } = await device.outbox.submit(submission(testId(0xe5)));
  await device.outbox.refuseLocally(id, { code: 'invalidCommand', message: 'too large', current: null });
  await device.outbox.dismiss(id);
  fill();
  await device.outbox.submit(submission(testId(0xe6)));
  expect((await presenceOf(device.database.commands, [id])).removed).toEqual(new Set([id]));
});

it('the outbox says that there is no room where nothing can be given up, and nothing is lost', async () => {
  const { device, fill } = await fullDevice({ holdsClosed: false });
  await using _ = device;
  const before = await device.outbox.submit(submission(testId(0xe6)));
  fill();
  await expect(device.outbox.submit(submission(testId(0xe7)))).rejects.toMatchObject({ storageFull: true });
  expect((await device.outbox.waiting()).map(({ id }) => id)).toEqual([before.id]);
});
