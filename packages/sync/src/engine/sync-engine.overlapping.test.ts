import '../testing/browser-globals.ts';
import { viewOf } from '@marginiq/contract/cursor';
import type { Customer } from '@marginiq/contract/customer';
import { expect, it, vi } from 'vitest';
import { pullChanges } from '../replica/pull-changes.ts';
import { ACME } from '../testing/company.ts';
import { Device, submission } from '../testing/device.ts';
import { RunningEngine } from '../testing/engine.ts';
import { FakeServer, oneTurn } from '../testing/fake-server.ts';
import { testId } from '../testing/ids.ts';
import { changesOf } from '../testing/pages.ts';
import { type SyncTransport, TransportError } from './transport.ts';

/** A device that is in step and whose pushes are answered as `answer` says from then on; null: as the server does. */
async function inStep(device: Device, answer: { push: SyncTransport['push'] | null }) {
  const server = new FakeServer();
  const transport = server.connect(device.session);
  const push: SyncTransport['push'] = (input, signal) => (answer.push ?? transport.push)(input, signal);
  const running = RunningEngine.start(device, { ...transport, push });
  await running.until(({ live, phase }) => live && phase === 'synced');
  await device.outbox.submit(submission(testId(0xa0)));
  await running.syncOnceMore();
  await running.syncOnceMore();
  /** A change of a customer as the stream brings it. */
  const tell = (change: Partial<Customer>) => {
    const after = server.store.seq;
    const document = server.store.put('customers', { ...ACME, ...change }) as Customer;
    const { seq } = server.store;
    const view = viewOf(device.replica.cursor?.epoch ?? '');
    server.tell({ seq, page: { view, after, seq, changes: changesOf([document]) } });
    return seq;
  };
  return { server, transport, running, tell };
}

it('a device loses nothing of what the stream brings while every push fails, killed in between or not', async () => {
  await using device = await Device.open();
  const answer: { push: SyncTransport['push'] | null } = { push: null };
  const { server, transport, running, tell } = await inStep(device, answer);
  const { storageInstance } = device.database.pages;
  const write = storageInstance.bulkWrite.bind(storageInstance);
  let conflicts = 0;
  storageInstance.bulkWrite = async (rows, context) => {
    const result = await write(rows, context);
    conflicts += result.error.length;
    return result;
  };
  answer.push = async () => {
    throw new TransportError('server', 'too busy', { retryAfterMs: 1_000 });
  };
  await device.outbox.submit(submission(testId(0xa1)));
  for (let number = 0; number < 80; number += 1) {
    const seq = tell({ id: testId(0x900 + number), code: `N-${number}`, name: `New ${number}` });
    // The next comes as soon as this is in, or after a while.
    for (let turns = 0; turns < 60 && (device.replica.cursor?.seq ?? 0) < seq; turns += 1) await oneTurn();
  }
  await running[Symbol.asyncDispose]();
  expect(conflicts).toBe(0);
  storageInstance.bulkWrite = write;
  await device.loseMemory();
  await pullChanges(device.replica, transport, { signal: new AbortController().signal, onProgress: () => undefined });
  expect((await device.pulled()).customers).toEqual(server.store.visibleTo(device.actor).customers);
}, 30_000);

it('a stopping engine finishes its write first, because another window may lead next', async () => {
  await using device = await Device.open();
  const answer: { push: SyncTransport['push'] | null } = { push: null };
  const { running, tell } = await inStep(device, answer);
  const { storageInstance } = device.database.pages;
  const write = storageInstance.bulkWrite.bind(storageInstance);
  const disk = Promise.withResolvers<void>();
  let writing = 0;
  storageInstance.bulkWrite = async (rows, context) => {
    writing += 1;
    await disk.promise;
    return write(rows, context).finally(() => {
      writing -= 1;
    });
  };
  answer.push = (_, signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  await device.outbox.submit(submission(testId(0xa1)));
  tell({ name: 'New' });
  await vi.waitFor(() => expect(writing).toBe(1));
  let stopped = false;
  const stopping = running.engine.stop().then(() => {
    stopped = true;
  });
  for (let turns = 0; turns < 20; turns += 1) await oneTurn();
  expect(stopped).toBe(false);
  disk.resolve();
  await stopping;
  expect(writing).toBe(0);
});
