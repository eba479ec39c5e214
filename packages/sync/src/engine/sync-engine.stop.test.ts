import '../testing/browser-globals.ts';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Device, submission } from '../testing/device.ts';
import { RETRY, RunningEngine } from '../testing/engine.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { FaultyTransport } from '../testing/faulty-transport.ts';
import { testId } from '../testing/ids.ts';
import { type SyncTransport, TransportError } from './transport.ts';

const openDevice = () => Device.open({ storage: getRxStorageMemory() });

/** A call that is only answered when everything ends. `reached` resolves when somebody makes it. */
function hanging(): { call: (_: unknown, signal: AbortSignal) => Promise<never>; reached: Promise<void> } {
  const { promise: reached, resolve } = Promise.withResolvers<void>();
  const call = (_: unknown, signal: AbortSignal) => {
    resolve();
    return new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  };
  return { call, reached };
}

/** No timer fires here, so an engine that waited for one would never be through. */
async function expectPromptStop({ engine, timers }: RunningEngine): Promise<void> {
  await engine.stop();
  expect(timers.pending).toEqual([]);
}

describe('SyncEngine.stop', () => {
  it('SyncEngine.stop returns before it was ever started, and twice', async () => {
    await using device = await openDevice();
    const running = new RunningEngine(device, new FakeServer().connect(device.session));
    await expectPromptStop(running);
    await expectPromptStop(running);
  });

  it('stopping returns while another window leads, and that one keeps leading', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    await using leader = RunningEngine.start(device, server.connect(device.session));
    await leader.reaches('synced');
    const follower = RunningEngine.start(device, server.connect(device.session));
    await follower.reaches('synced');
    await expectPromptStop(follower);
    await leader.syncOnceMore();
  });

  it('SyncEngine.stop returns while it is in step and listens', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    const running = RunningEngine.start(device, server.connect(device.session));
    await running.until(({ live, phase }) => live && phase === 'synced');
    await expectPromptStop(running);
    expect(server.streams).toBe(0);
  });

  it.each(['offline', 'signedOut'] as const)(
    'SyncEngine.stop returns while it waits because it is %s',
    async (fault) => {
      await using device = await openDevice();
      const transport = new FaultyTransport(new FakeServer().connect(device.session));
      transport.down = new TransportError(fault, 'down');
      const running = RunningEngine.start(device, transport);
      await running.until(({ fault: shown }) => shown === fault);
      await expectPromptStop(running);
    },
  );

  it.each(['push', 'pull'] as const)(
    'SyncEngine.stop returns in the middle of a %s, and loses nothing',
    async (method) => {
      await using device = await openDevice();
      const server = new FakeServer();
      const { call, reached } = hanging();
      const transport: SyncTransport = { ...server.connect(device.session), [method]: call };
      const command = await device.outbox.submit(submission(testId(0xa1)));
      const running = RunningEngine.start(device, transport);
      await reached;
      await expectPromptStop(running);

      await using again = RunningEngine.start(device, server.connect(device.session));
      await again.reaches('synced');
      expect(server.decided).toEqual([command.id]);
      expect(await device.pulled()).toEqual(server.store.visibleTo(device.actor));
    },
  );

  it('SyncEngine.stop leaves a stopped engine that can be asked to wake without harm', async () => {
    await using device = await openDevice();
    const running = RunningEngine.start(device, new FakeServer().connect(device.session));
    await running.reaches('synced');
    await running.engine.stop();
    expect(() => running.engine.wake()).not.toThrow();
  });

  it('returns, says why and asks for a reopening if the local database cannot be read any more', async () => {
    const device = await openDevice();
    const running = new RunningEngine(device, new FakeServer().connect(device.session));
    await device.database.close();
    const broken = firstValueFrom(running.engine.broken$);
    running.engine.start();
    expect(await running.reaches('waiting')).toMatchObject({ fault: 'local' });
    await running.timers.fire(RETRY);
    await broken;
    await expectPromptStop(running);
  });
});
