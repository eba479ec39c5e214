import '../testing/browser-globals.ts';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { filter, firstValueFrom, map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ACME, actorOf, MAX } from '../testing/company.ts';
import { Device, submission } from '../testing/device.ts';
import { POLL, RETRY, RunningEngine } from '../testing/engine.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { FaultyTransport } from '../testing/faulty-transport.ts';
import { testId } from '../testing/ids.ts';
import { type SyncTransport, TransportError } from './transport.ts';

const R1 = testId(0xa1);
const openDevice = () => Device.open({ storage: getRxStorageMemory() });
const offline = () => new TransportError('offline', 'no network');

const emptied = (device: Device) => firstValueFrom(device.outbox.entries$.pipe(filter(({ length }) => length === 0)));

/** A stream that opens and never says anything. */
const deaf = (transport: SyncTransport): SyncTransport => ({
  ...transport,
  stream: (_onNews, signal) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true })),
});

describe('SyncEngine', () => {
  it('SyncEngine keeps what was submitted offline, and sends and receives once the network is back', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    const transport = new FaultyTransport(server.connect(device.session));
    transport.down = offline();
    const command = await device.outbox.submit(submission(R1));
    await using running = RunningEngine.start(device, transport);

    expect(await running.reaches('waiting')).toMatchObject({ fault: 'offline', syncedAt: null, live: false });
    expect(await device.outbox.waiting()).toEqual([command]);

    transport.down = null;
    running.engine.wake();
    const synced = await running.reaches('synced');
    expect(synced).toMatchObject({ fault: null, message: null, progress: null });
    expect(synced.syncedAt).not.toBeNull();
    expect(server.decided).toEqual([command.id]);
    expect(await device.outbox.entries()).toEqual([]);
    expect(await device.pulled()).toEqual(server.store.visibleTo(device.actor));
    expect(running.phases.join(' ')).toMatch(/^starting( syncing waiting)+ syncing synced/);
  });

  it('SyncEngine opens its stream at once when the server answers again, without waiting for the time set for that', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    const transport = new FaultyTransport(server.connect(device.session));
    transport.down = offline();
    await using running = RunningEngine.start(device, transport);
    await running.reaches('waiting');
    transport.down = null;
    // It wakes the exchange, and not the stream.
    await device.outbox.submit(submission(R1));
    await running.until(({ live, phase }) => live && phase === 'synced');
    expect(running.timers.pending.filter(RETRY)).toEqual([]);
  });

  it('SyncEngine sends what is submitted while it is in step, without being asked', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    await using running = RunningEngine.start(device, server.connect(device.session));
    await running.reaches('synced');
    const { id } = await device.outbox.submit(submission(R1));
    await emptied(device);
    expect(server.decided).toEqual([id]);
    expect((await device.requests()).map((request) => request.id)).toEqual([R1]);
  });

  it("SyncEngine shows another person's change as soon as the server tells of it", async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    await using running = RunningEngine.start(device, server.connect(device.session));
    await device.outbox.submit(submission(R1, { discountBp: 1_500 }));
    await running.until(({ live, phase }) => live && phase === 'synced');
    await emptied(device);

    const approval = { requestId: R1, note: null };
    const deviceId = testId(0xd2);
    const command = { id: testId(0xc1), deviceId, deviceSeq: 1, type: 'request.approve', args: approval };
    const approved = firstValueFrom(
      device.replica.list$('requests').pipe(filter(([request]) => request?.status === 'approved')),
    );
    await server.connect({ actor: actorOf(MAX), deviceId }).push(
      {
        protocol: 1,
        deviceId,
        commands: [{ ...command, baseRevision: 1, madeAt: device.now(), provisional: null }],
      },
      new AbortController().signal,
    );
    await approved;
  });

  it('the slow poll finds what no stream announced (FAULTS 9)', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    await using running = RunningEngine.start(device, deaf(server.connect(device.session)));
    await running.reaches('synced');
    expect(running.status.live).toBe(false);
    server.store.put('customers', { ...ACME, name: 'Acme & Daughters' });
    server.announce();
    const found = firstValueFrom(
      device.replica.list$('customers').pipe(
        map((customers) => customers.find(({ id }) => id === ACME.id)),
        filter((acme) => acme !== undefined && acme.name !== ACME.name),
      ),
    );
    await running.timers.fire(POLL);
    expect(await found).toMatchObject({ name: 'Acme & Daughters' });
  });

  it('SyncEngine tries again by itself after a fault, not before the server wants it, and with jitter', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    const calls = ['busy', 'offline', 'offline', 'offline'] as const;
    const transport = deaf(new FaultyTransport(server.connect(device.session), { calls }));
    await using running = RunningEngine.start(device, transport);
    const waits = [];
    for (const _ of calls) waits.push(await running.timers.fire(RETRY));
    // The server asked for a second; the jitter of one half is drawn below 1, 2, 4, 8 seconds.
    expect(waits).toEqual([1_500, 1_000, 2_000, 4_000]);
    await running.reaches('synced');
    expect(running.status.fault).toBeNull();
  });

  it('SyncEngine opens its stream again after it ended or broke, and says meanwhile that news are slower', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    await using running = RunningEngine.start(device, server.connect(device.session));
    await running.until(({ live }) => live);
    server.endStreams();
    await running.until(({ live }) => !live);
    await running.timers.fire(RETRY);
    await running.until(({ live }) => live);
    expect(server.streams).toBe(1);
  });

  it('SyncEngine says that news come by themselves again once a fault is over that left the stream open', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    const transport = new FaultyTransport(server.connect(device.session));
    await using running = RunningEngine.start(device, transport);
    await running.until(({ live, phase }) => live && phase === 'synced');
    transport.down = new TransportError('server', 'restarting');
    running.engine.wake();
    expect(await running.reaches('waiting')).toMatchObject({ live: false, fault: 'server' });
    transport.down = null;
    running.engine.wake();
    expect(await running.reaches('synced')).toMatchObject({ live: true });
  });

  it('SyncEngine remembers over a restart when it was last in step', async () => {
    await using device = await Device.open();
    const server = new FakeServer();
    const transport = new FaultyTransport(server.connect(device.session));
    const first = RunningEngine.start(device, transport);
    const { syncedAt } = await first.reaches('synced');
    await first[Symbol.asyncDispose]();
    await device.reopen();
    transport.down = offline();
    await using second = RunningEngine.start(device, transport);
    const { syncedAt: shown } = await second.reaches('waiting');
    expect(shown).not.toBeNull();
    expect(Date.parse(shown ?? '')).toBeGreaterThanOrEqual(Date.parse(syncedAt ?? ''));
  });
});
