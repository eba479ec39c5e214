import '../testing/browser-globals.ts';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ACME } from '../testing/company.ts';
import { Device, submission } from '../testing/device.ts';
import { RETRY, RunningEngine } from '../testing/engine.ts';
import { FakeServer, oneTurn } from '../testing/fake-server.ts';
import { testId } from '../testing/ids.ts';
import { SyncEngine } from './sync-engine.ts';
import { type SyncTransport, TransportError } from './transport.ts';

/** More than the engine puts up with from a database that fails for any other reason. */
const TRIES = 3;

const openDevice = () => Device.open({ storage: getRxStorageMemory() });

const someTurns = async () => {
  for (let turns = 0; turns < 20; turns += 1) await oneTurn();
};

/** A call that ends only when it is given up, and then as transports say it that know of no reason. */
function hanging() {
  const { promise: reached, resolve } = Promise.withResolvers<void>();
  const call = (_: unknown, signal: AbortSignal) => {
    resolve();
    return new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new TransportError('offline', 'given up')), { once: true });
    });
  };
  return { call, reached };
}

describe('an engine that is stopped', () => {
  it.each(['push', 'pull'] as const)(
    'an engine that is stopped shows no fault because a %s was given up by that',
    async (method) => {
      await using device = await openDevice();
      const { call, reached } = hanging();
      await device.outbox.submit(submission(testId(0xa1)));
      const server = new FakeServer();
      const running = RunningEngine.start(device, { ...server.connect(device.session), [method]: call });
      await reached;
      const before = running.status;
      await running.engine.stop();
      expect(running.status).toMatchObject({ phase: before.phase, fault: null });
    },
  );

  it('an engine that is stopped shows no fault because it waited for its turn, and calls nothing broken', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    await using leader = RunningEngine.start(device, server.connect(device.session));
    await leader.reaches('synced');
    const follower = RunningEngine.start(device, server.connect(device.session));
    await follower.reaches('synced');
    const broken: unknown[] = [];
    follower.engine.broken$.subscribe((error) => broken.push(error));
    await follower.engine.stop();
    expect(follower.status).toMatchObject({ phase: 'synced', fault: null });
    expect(broken).toEqual([]);
  });

  it('an engine that is stopped hears nothing any more, neither from the line nor from other windows', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    const heard$ = new Subject<void>();
    const running = RunningEngine.start(device, { ...server.connect(device.session), heard$ });
    await running.reaches('synced');
    expect(heard$.observed).toBe(true);
    await running.engine.stop();
    expect(heard$.observed).toBe(false);
    const { status } = running;
    await using next = RunningEngine.start(device, server.connect(device.session));
    await next.until(({ live, phase }) => live && phase === 'synced');
    await next.syncOnceMore();
    await someTurns();
    expect(running.status).toBe(status);
  });

  it('an engine that is stopped hands its turn over only once its stream is closed', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    const inner = server.connect(device.session);
    const closing = Promise.withResolvers<void>();
    const stream: SyncTransport['stream'] = async (onNews, signal) => {
      await inner.stream(onNews, signal);
      await closing.promise;
    };
    const running = RunningEngine.start(device, { ...inner, stream });
    await running.until(({ live, phase }) => live && phase === 'synced');
    let isStopped = false;
    const stopping = running.engine.stop().then(() => {
      isStopped = true;
    });
    await someTurns();
    expect(isStopped).toBe(false);
    closing.resolve();
    await stopping;
  });

  it('an engine that is stopped cannot be started again, and one that runs cannot be started twice', async () => {
    await using device = await openDevice();
    const asked: string[] = [];
    let beating = 0;
    const ports = {
      now: device.now,
      random: () => 0.5,
      exclusively: (async (name, work, signal) => {
        asked.push(name);
        return device.exclusively(name, work, signal);
      }) as Device['exclusively'],
      after: () => () => undefined,
      heartbeat: () => {
        beating += 1;
        return () => {
          beating -= 1;
        };
      },
    };
    const transport = new FakeServer().connect(device.session);
    const engine = new SyncEngine(device.replica, device.outbox, { transport, ports });
    engine.start();
    engine.start();
    await someTurns();
    expect(asked.filter((name) => name.endsWith(':sync'))).toHaveLength(1);
    await engine.stop();
    const unstarted = new SyncEngine(device.replica, device.outbox, { transport, ports });
    await unstarted.stop();
    for (const stopped of [engine, unstarted]) stopped.start();
    await someTurns();
    expect(asked.filter((name) => name.endsWith(':sync'))).toHaveLength(1);
    expect(beating).toBe(0);
  });
});

describe('an exchange', () => {
  it('an exchange forgets no command that was accepted only while it pulled: its result may not be in what came', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    const inner = server.connect(device.session);
    let during: () => Promise<void> = async () => undefined;
    const pull: SyncTransport['pull'] = async (input, signal) => {
      const reply = await inner.pull(input, signal);
      await during();
      return reply;
    };
    await using running = RunningEngine.start(device, { ...inner, pull });
    await running.until(({ live, phase }) => live && phase === 'synced');
    const states = async () => (await device.outbox.entries()).map(({ state }) => state);
    // Another window led until now, and is answered in the middle of this one's pull.
    during = async () => {
      during = async () => undefined;
      const command = await device.outbox.submit(submission(testId(0xa1)));
      const input = { protocol: 1, deviceId: device.deviceId, commands: [command] };
      await device.outbox.settle(await inner.push(input, new AbortController().signal));
      expect(await states()).toEqual(['accepted']);
      afterwards = running.reaches('synced').then(states);
    };
    let afterwards: Promise<string[]> = Promise.resolve([]);
    await running.syncOnceMore();
    expect(await afterwards).toEqual(['accepted']);
    await running.syncOnceMore();
    expect(await states()).toEqual([]);
    expect(await device.pulled()).toEqual(server.store.visibleTo(device.actor));
  });
});

it('a device that has no room even to read says so, and nothing is called broken', async () => {
  await using device = await openDevice();
  const server = new FakeServer();
  server.store.put('customers', ACME);
  const running = new RunningEngine(device, server.connect(device.session));
  const broken: unknown[] = [];
  running.engine.broken$.subscribe((error) => broken.push(error));
  const { storageInstance } = device.database.local;
  const read = storageInstance.findDocumentsById.bind(storageInstance);
  let tries = 0;
  storageInstance.findDocumentsById = async (...given) => {
    tries += 1;
    if (tries > TRIES) return read(...given);
    throw new DOMException('no room left', 'QuotaExceededError');
  };
  running.engine.start();
  for (let failed = 1; failed <= TRIES; failed += 1) {
    await running.until(({ fault }) => fault !== null);
    expect(running.status).toMatchObject({ phase: 'waiting', fault: 'storageFull', message: 'no room left' });
    await running.timers.fire(RETRY);
  }
  expect(broken).toEqual([]);
  expect(await running.reaches('synced')).toMatchObject({ fault: null, message: null });
  await running[Symbol.asyncDispose]();
});
