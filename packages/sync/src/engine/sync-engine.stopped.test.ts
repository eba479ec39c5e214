import '../testing/browser-globals.ts';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { describe, expect, it } from 'vitest';
import { Device, submission } from '../testing/device.ts';
import { RunningEngine } from '../testing/engine.ts';
import { FakeServer, oneTurn } from '../testing/fake-server.ts';
import { FaultyTransport } from '../testing/faulty-transport.ts';
import { testId } from '../testing/ids.ts';
import { type SyncTransport, TransportError } from './transport.ts';

/** The transport, and a count of its requests. */
function counted(inner: SyncTransport): { transport: SyncTransport; calls: () => number } {
  let calls = 0;
  const count =
    <A extends unknown[], R>(call: (...args: A) => R) =>
    (...args: A) => {
      calls += 1;
      return call(...args);
    };
  const transport = { push: count(inner.push), pull: count(inner.pull), stream: count(inner.stream) };
  return { transport, calls: () => calls };
}

describe.each(['signedOut', 'outdated'] as const)('a sync engine that finds itself %s', (fault) => {
  it('a stopped device makes no requests of its own, keeps the outbox, and continues when the user has acted', async () => {
    await using device = await Device.open({ storage: getRxStorageMemory() });
    const server = new FakeServer();
    const faulty = new FaultyTransport(server.connect(device.session));
    const { transport, calls } = counted(faulty);
    await using running = RunningEngine.start(device, transport);
    await running.until(({ live, phase }) => live && phase === 'synced');

    faulty.down = new TransportError(fault, 'as the server says');
    server.endStreams();
    const command = await device.outbox.submit(submission(testId(0xa1)));
    expect(await running.reaches('stopped')).toMatchObject({ fault, message: 'as the server says', live: false });

    // Whatever timers are still there may run out, and streams may speak: it does not come back by itself.
    for (let rounds = 0; rounds < 5; rounds += 1) {
      running.timers.fireAll();
      for (let turns = 0; turns < 20; turns += 1) await oneTurn();
    }
    const asked = calls();
    for (let rounds = 0; rounds < 5; rounds += 1) {
      running.timers.fireAll();
      server.announce();
      for (let turns = 0; turns < 20; turns += 1) await oneTurn();
    }
    expect(calls()).toBe(asked);
    expect(running.status.phase).toBe('stopped');
    expect(running.timers.pending).toEqual([]);
    expect(await device.outbox.waiting()).toEqual([command]);

    faulty.down = null;
    running.engine.wake();
    await running.until(({ live, phase }) => live && phase === 'synced');
    expect(server.decided).toEqual([command.id]);
    expect(await device.outbox.entries()).toEqual([]);
  });

  it('a sync engine that has stopped does not take news on a stream that is still open for a reason to ask', async () => {
    await using device = await Device.open({ storage: getRxStorageMemory() });
    const server = new FakeServer();
    const faulty = new FaultyTransport(server.connect(device.session));
    const { transport, calls } = counted(faulty);
    await using running = RunningEngine.start(device, transport);
    await running.until(({ live, phase }) => live && phase === 'synced');
    faulty.down = new TransportError(fault, 'as the server says');
    running.engine.wake();
    await running.reaches('stopped');
    const asked = calls();
    for (let rounds = 0; rounds < 5; rounds += 1) {
      server.announce();
      for (let turns = 0; turns < 20; turns += 1) await oneTurn();
    }
    expect(calls()).toBe(asked);
  });
});
