import '../testing/browser-globals.ts';
import { filter, firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Device, submission } from '../testing/device.ts';
import { RunningEngine } from '../testing/engine.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { FaultyTransport } from '../testing/faulty-transport.ts';
import { idSource, testId } from '../testing/ids.ts';
import { createMutex } from '../testing/mutex.ts';
import { storageOfWindow } from '../testing/storage.ts';
import { TransportError } from './transport.ts';

/** Two windows of one person on one device; each with its own way to the server, and a count of what went over it. */
async function twoWindows(name: string) {
  const server = new FakeServer();
  const shared = { name, exclusively: createMutex(), newId: idSource() };
  const open = async (window: number) => {
    const device = await Device.open({ ...shared, storage: storageOfWindow(window) });
    const calls = { count: 0 };
    const inner = new FaultyTransport(server.connect(device.session));
    const counted =
      <A extends unknown[], R>(call: (...args: A) => R) =>
      (...args: A) => {
        calls.count += 1;
        return call(...args);
      };
    const transport = { push: counted(inner.push), pull: counted(inner.pull), stream: counted(inner.stream) };
    return { device, calls, network: inner, running: RunningEngine.start(device, transport) };
  };
  const first = await open(1);
  await first.running.until(({ live, phase }) => live && phase === 'synced');
  const second = await open(2);
  const close = async () => {
    await first.running[Symbol.asyncDispose]();
    await second.running[Symbol.asyncDispose]();
    await first.device[Symbol.asyncDispose]();
    await second.device[Symbol.asyncDispose]();
  };
  return { server, first, second, [Symbol.asyncDispose]: close };
}

const emptied = (device: Device) => firstValueFrom(device.outbox.entries$.pipe(filter(({ length }) => length === 0)));

describe('two windows on one local database', () => {
  it('only one of two windows talks to the server; the other mirrors its status', async () => {
    await using windows = await twoWindows('marginiq-windows-1');
    const { first, second } = windows;
    const shown = await second.running.until(({ live, phase }) => live && phase === 'synced');
    expect(shown).toEqual(first.running.status);
    first.network.down = new TransportError('offline', 'no network');
    first.running.engine.wake();
    expect(await second.running.reaches('waiting')).toMatchObject({ fault: 'offline' });
    expect(second.calls.count).toBe(0);
  });

  it('send what is submitted in either', async () => {
    await using windows = await twoWindows('marginiq-windows-2');
    const { server, first, second } = windows;
    const commands = [
      await second.device.outbox.submit(submission(testId(0xa1))),
      await first.device.outbox.submit(submission(testId(0xa2))),
      await second.device.outbox.submit(submission(testId(0xa3))),
    ];
    await Promise.all([emptied(first.device), emptied(second.device)]);
    expect(server.decided).toEqual(commands.map(({ id }) => id));
    expect(second.calls.count).toBe(0);
    expect(await second.device.pulled()).toEqual(server.store.visibleTo(second.device.actor));
  });

  it('two windows on one local database let the follower ask the leader to try at once', async () => {
    await using windows = await twoWindows('marginiq-windows-3');
    const { first, second } = windows;
    first.network.down = new TransportError('offline', 'no network');
    first.running.engine.wake();
    await second.running.reaches('waiting');
    first.network.down = null;
    second.running.engine.wake();
    await second.running.reaches('synced');
    expect(second.calls.count).toBe(0);
  });

  it('hand the work over when the leader closes, and nothing is sent twice', async () => {
    await using windows = await twoWindows('marginiq-windows-4');
    const { server, first, second } = windows;
    const before = await second.device.outbox.submit(submission(testId(0xa1)));
    await emptied(second.device);
    const asked = first.calls.count;
    await first.running.engine.stop();
    const after = await second.device.outbox.submit(submission(testId(0xa2)));
    await emptied(second.device);
    expect(server.decided).toEqual([before.id, after.id]);
    expect(second.calls.count).toBeGreaterThan(0);
    expect(first.calls.count).toBe(asked);
  });
});
