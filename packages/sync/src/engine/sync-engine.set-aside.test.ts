import '../testing/browser-globals.ts';
import { viewOf } from '@marginiq/contract/cursor';
import type { Customer } from '@marginiq/contract/customer';
import { type ReportUnreadableInput, reportUnreadableInputSchema } from '@marginiq/contract/unreadable';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { describe, expect, it, vi } from 'vitest';
import { ACME, BROKE } from '../testing/company.ts';
import { Device, submission } from '../testing/device.ts';
import { RunningEngine } from '../testing/engine.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { testId } from '../testing/ids.ts';
import { SyncEngine } from './sync-engine.ts';
import { type SyncTransport, TransportError } from './transport.ts';

const LONG = 'x'.repeat(1_000);
const COUNTS = { requests: 0, customers: 1, products: 0, reference: 0 };

/** The transport, and what it reported to the server as unreadable. */
function reporting(transport: SyncTransport, fail: () => void = () => undefined) {
  const reports: ReportUnreadableInput[] = [];
  const told: SyncTransport = {
    ...transport,
    reportUnreadable: async (input) => {
      fail();
      expect(reportUnreadableInputSchema.safeParse(input).success).toBe(true);
      reports.push(input);
    },
  };
  return { reports, told };
}

async function world(fail?: () => void) {
  const device = await Device.open({ storage: getRxStorageMemory() });
  const server = new FakeServer();
  return { device, server, ...reporting(server.connect(device.session), fail) };
}

describe('the engine of a device that was sent what it cannot read', () => {
  it('a device with an unreadable document is in step nevertheless, says how much is missing, and reports it to the server once', async () => {
    const { device, server, reports, told } = await world();
    await using _device = device;
    const bad = server.store.put('customers', { ...ACME, name: LONG });
    await using running = RunningEngine.start(device, told);
    const status = await running.until(({ phase, unreadable }) => phase === 'synced' && unreadable?.isTold === true);
    expect(status).toMatchObject({ fault: null, unreadable: { counts: COUNTS } });
    expect(reports).toMatchObject([
      { documents: [{ collection: 'customers', key: ACME.id, seq: bad.seq, where: 'name: too_big' }] },
    ]);
    await running.syncOnceMore();
    expect(reports).toHaveLength(1);
    // The next version is a different one, and so is the readable one.
    server.store.put('customers', { ...ACME, name: `${LONG}!` });
    await running.syncOnceMore();
    await vi.waitFor(() => expect(reports).toHaveLength(2));
    server.store.put('customers', ACME);
    await running.syncOnceMore();
    expect(running.status.unreadable).toBeNull();
    expect(reports).toHaveLength(2);
  });

  it('the engine of a device that was sent what it cannot read does not say that the server knows while that failed, and tells it later', async () => {
    let isDown = true;
    const { device, server, reports, told } = await world(() => {
      if (isDown) throw new TransportError('offline', 'cut');
    });
    await using _device = device;
    server.store.put('customers', { ...ACME, name: LONG });
    await using running = RunningEngine.start(device, told);
    await running.reaches('synced');
    await running.syncOnceMore();
    expect(running.status).toMatchObject({ phase: 'synced', unreadable: { isTold: false } });
    isDown = false;
    running.engine.wake();
    await running.until(({ unreadable }) => unreadable?.isTold === true);
    expect(reports).toHaveLength(1);
  });

  it('the engine of a device that was sent what it cannot read sends what is submitted while the report of it is never answered', async () => {
    const { device, server } = await world();
    await using _device = device;
    server.store.put('customers', { ...ACME, name: LONG });
    const asked: AbortSignal[] = [];
    const silent: SyncTransport = {
      ...server.connect(device.session),
      reportUnreadable: (_input, signal) => {
        asked.push(signal);
        return new Promise(() => undefined);
      },
    };
    await using running = RunningEngine.start(device, silent);
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    const { id } = await device.outbox.submit(submission(testId(0xa1)));
    await vi.waitFor(async () => expect(await device.outbox.entries()).toEqual([]));
    expect(server.decided).toEqual([id]);
    expect(running.status).toMatchObject({ unreadable: { isTold: false } });
    // One report at a time.
    expect(asked).toHaveLength(1);
  });

  it('the engine of a device that was sent what it cannot read asks no more where a server takes no such reports, and stays in step', async () => {
    let asked = 0;
    const { device, server, told } = await world(() => {
      asked += 1;
      throw new TransportError('outdated', 'no such procedure');
    });
    await using _device = device;
    server.store.put('customers', { ...ACME, name: LONG });
    await using running = RunningEngine.start(device, told);
    await running.reaches('synced');
    for (let round = 0; round < 3; round += 1) await running.syncOnceMore();
    expect(asked).toBe(1);
    expect(running.status).toMatchObject({ phase: 'synced', unreadable: { isTold: false } });
  });

  it('the engine of a device that was sent what it cannot read checks what the stream brings as what it pulls', async () => {
    const { device, server, reports, told } = await world();
    await using _device = device;
    await using running = RunningEngine.start(device, told);
    await running.until(({ live, phase }) => live && phase === 'synced');
    await running.syncOnceMore();
    const { cursor } = device.replica;
    if (cursor === null) throw new Error('nothing was pulled');
    const pulls = server.pulls;
    const [bad, good] = [
      server.store.put('customers', { ...ACME, name: LONG }),
      server.store.put('customers', { ...BROKE, name: 'Broke & Sons' }),
    ];
    const none = { upserts: [], removals: [] };
    const changes = {
      requests: none,
      products: none,
      reference: none,
      customers: { upserts: [bad, good], removals: [] },
    };
    server.tell({ seq: good.seq, page: { view: viewOf(cursor.epoch), after: cursor.seq, seq: good.seq, changes } });
    await running.until(({ unreadable }) => unreadable?.isTold === true);
    expect(server.pulls).toBe(pulls);
    expect(device.replica.cursor?.seq).toBe(good.seq);
    const byId = new Map(device.replica.list('customers').map((one) => [one.id, one.name]));
    expect([byId.has(ACME.id), byId.get(BROKE.id)]).toEqual([false, 'Broke & Sons']);
    expect(reports).toHaveLength(1);
  });

  it.each<[string, unknown]>([
    ['that has no changes', { view: 'v', after: 0, seq: 1 }],
    ['that is a text', 'page'],
  ])(
    'the engine of a device that was sent what it cannot read pulls where the stream brings a page %s',
    async (_what, page) => {
      const { device, server, told } = await world();
      await using _device = device;
      await using running = RunningEngine.start(device, told);
      await running.until(({ live, phase }) => live && phase === 'synced');
      await running.syncOnceMore();
      server.store.put('customers', { ...ACME, name: 'Acme & Daughters' });
      server.tell({ seq: server.store.seq, page: page as never });
      await vi.waitFor(() => expect(device.replica.cursor?.seq).toBe(server.store.seq));
      expect(await device.pulled()).toEqual(server.store.visibleTo(device.actor));
    },
  );

  it('the engine of a device that was sent what it cannot read tells of more than one report takes in several', async () => {
    const { device, server, reports, told } = await world();
    await using _device = device;
    const many = Array.from({ length: 120 }, (_, n): Customer => ({ ...ACME, id: testId(0x900 + n), name: LONG }));
    for (const one of many) server.store.put('customers', one);
    await using running = RunningEngine.start(device, told);
    await running.reaches('synced');
    for (let round = 0; round < 3; round += 1) await running.syncOnceMore();
    await vi.waitFor(() => expect(running.status.unreadable?.isTold).toBe(true));
    expect(reports.map(({ documents }) => documents.length)).toEqual([50, 50, 20]);
  });
});

describe('after an update of the program', () => {
  const sync = async (device: Device, server: FakeServer, program: string) => {
    const { now, exclusively } = device;
    const ports = { now, random: () => 0.5, exclusively, after: () => () => undefined, program };
    const engine = new SyncEngine(device.replica, device.outbox, { transport: server.connect(device.session), ports });
    engine.start();
    await vi.waitFor(() => expect(engine.status$.value.phase).toBe('synced'));
    await engine.stop();
    return engine.status$.value;
  };

  it('what was set aside is read again, from the beginning, and once', async () => {
    await using device = await Device.open({ storage: getRxStorageMemory() });
    const server = new FakeServer();
    server.store.put('customers', { ...ACME, name: LONG });
    await sync(device, server, '1');
    expect(device.replica.setAside.map(({ by }) => by)).toEqual(['1']);
    const { store } = server;
    let fromTheBeginning = 0;
    const original = store.pull.bind(store);
    store.pull = (actor, given, pageSize) => {
      if (given === null) fromTheBeginning += 1;
      return original(actor, given, pageSize);
    };
    await sync(device, server, '1');
    expect(fromTheBeginning).toBe(0);
    await sync(device, server, '2');
    expect(fromTheBeginning).toBe(1);
    // It still cannot be read: now by this version, which does not try again.
    expect(device.replica.setAside.map(({ by }) => by)).toEqual(['2']);
    await sync(device, server, '2');
    expect(fromTheBeginning).toBe(1);
    const status = await sync(device, server, '2');
    expect(status.unreadable?.counts).toEqual(COUNTS);
  });
});
