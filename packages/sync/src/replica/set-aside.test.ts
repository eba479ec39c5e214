import '../testing/browser-globals.ts';
import type { Customer } from '@marginiq/contract/customer';
import fc from 'fast-check';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { describe, expect, it } from 'vitest';
import type { SyncTransport } from '../engine/transport.ts';
import { ACME, BROKE, DRILL, ruleSet } from '../testing/company.ts';
import { physicalName, rawRows } from '../testing/damage.ts';
import { Device } from '../testing/device.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { testId } from '../testing/ids.ts';
import { append, at, customer, names } from '../testing/pages.ts';
import { testSealer } from '../testing/sealers.ts';
import { makeRoom } from './make-room.ts';
import { pullChanges } from './pull-changes.ts';
import { refillReplica } from './replica-memory.ts';
import { keyOf } from './stored-page.ts';

const options = { signal: new AbortController().signal, onProgress: () => undefined };
const LONG = 'x'.repeat(1_000);
const badCustomer = (change: Partial<Customer> = {}): Customer => ({ ...ACME, name: LONG, ...change });

async function pull(device: Device, transport: SyncTransport, program = 'this program') {
  await pullChanges(device.replica, transport, { ...options, program });
}

const asideOf = ({ replica }: Device) => replica.setAside.map(({ collection, key }) => `${collection}/${key}`).sort();
const shown = ({ replica }: Device) => replica.list('customers').map(({ id }) => id);

async function world(name?: string) {
  const device = await Device.open(name === undefined ? { storage: getRxStorageMemory() } : { name });
  const server = new FakeServer();
  const transport = server.connect(device.session);
  return { device, server, transport, [Symbol.asyncDispose]: () => device[Symbol.asyncDispose]() };
}

describe('a document that cannot be read', () => {
  it('a document that cannot be read is set aside with its place, and everything else arrives', async () => {
    await using test = await world();
    const { device, server, transport } = test;
    server.pageSize = 3;
    server.store.put('customers', badCustomer());
    await pull(device, transport);
    expect(device.replica.cursor?.seq).toBe(server.store.seq);
    expect(device.replica.setAside).toEqual([
      { collection: 'customers', key: ACME.id, seq: server.store.seq, where: 'name: too_big', by: 'this program' },
    ]);
    const visible = server.store.visibleTo(device.actor);
    visible.customers.delete(ACME.id);
    expect(await device.pulled()).toEqual(visible);
  });

  it.each<[string, (document: Customer) => unknown]>([
    ['its position', (document) => ({ ...document, seq: 'high' })],
    ['its id', (document) => ({ ...document, id: null })],
    ['that it is an object', () => 7],
  ])('a document that cannot be read is set aside also where not even %s can be read', async (_what, spoil) => {
    await using test = await world();
    const { device, server, transport } = test;
    server.store.put('customers', badCustomer());
    const spoiling: SyncTransport = {
      ...transport,
      pull: async (input, signal) => {
        const { changes, ...reply } = await transport.pull(input, signal);
        const upserts = changes.customers.upserts.map((one) => (one.name === LONG ? (spoil(one) as never) : one));
        return { ...reply, changes: { ...changes, customers: { ...changes.customers, upserts } } };
      },
    };
    await pull(device, spoiling);
    expect(device.replica.setAside).toHaveLength(1);
    expect(device.replica.cursor?.seq).toBe(server.store.seq);
    expect(shown(device)).toEqual([BROKE.id]);
  });

  it('a document that cannot be read survives a restart, and shows nothing on the disk where that is sealed', async () => {
    const name = 'marginiq-set-aside-restart';
    await using device = await Device.open({ name, sealer: testSealer(1) });
    const server = new FakeServer();
    server.store.put('customers', badCustomer());
    await pull(device, server.connect(device.session));
    expect(JSON.stringify(await rawRows(physicalName(name, 'pages')))).not.toContain(ACME.id);
    await device.reopen();
    expect(asideOf(device)).toEqual([`customers/${ACME.id}`]);
    expect(shown(device)).not.toContain(ACME.id);
  });

  it('a document that cannot be read hides the version before, which is not what the server shows any more', async () => {
    await using test = await world();
    const { device, server, transport } = test;
    await pull(device, transport);
    expect(shown(device)).toContain(ACME.id);
    server.store.put('customers', badCustomer());
    await pull(device, transport);
    expect(shown(device)).not.toContain(ACME.id);
    await device.loseMemory();
    expect(shown(device)).not.toContain(ACME.id);
    expect(asideOf(device)).toEqual([`customers/${ACME.id}`]);
  });

  it('a document that cannot be read is there again with its next version that can be read', async () => {
    await using test = await world();
    const { device, server, transport } = test;
    server.store.put('customers', badCustomer());
    await pull(device, transport);
    server.store.put('customers', { ...ACME, name: 'Acme again' });
    await pull(device, transport);
    for (const look of [async () => undefined, () => device.loseMemory()]) {
      await look();
      expect(asideOf(device)).toEqual([]);
      expect(await device.pulled()).toEqual(server.store.visibleTo(device.actor));
    }
  });

  it('a document that cannot be read goes with its removal, from the disk too', async () => {
    await using test = await world();
    const { device, server, transport } = test;
    server.store.put('customers', badCustomer());
    await pull(device, transport);
    server.store.remove('customers', ACME.id);
    await pull(device, transport);
    await device.loseMemory();
    expect(asideOf(device)).toEqual([]);
    expect(await device.pulled()).toEqual(server.store.visibleTo(device.actor));
  });

  it('a document that cannot be read goes with its reading, as everything that a new one did not bring', async () => {
    await using test = await world();
    const { device, server, transport } = test;
    server.store.put('customers', badCustomer());
    await pull(device, transport);
    server.store.restore(server.store.backup(), 'another epoch');
    server.store.put('customers', { ...ACME, name: 'Acme again' });
    await pull(device, transport);
    await device.loseMemory();
    expect(asideOf(device)).toEqual([]);
    expect(await device.pulled()).toEqual(server.store.visibleTo(device.actor));
  });

  it('a document of a single-document kind replaces the previous one, whatever its id', async () => {
    await using test = await world();
    const { device, server, transport } = test;
    await pull(device, transport);
    server.store.put('reference', { ...ruleSet(2), rules: Array(501).fill(ruleSet(2).rules[0]) });
    await pull(device, transport);
    expect(asideOf(device)).toEqual(['reference/ruleSet']);
    expect(device.replica.list('reference').some(({ kind }) => kind === 'ruleSet')).toBe(false);
    server.store.put('reference', ruleSet(3));
    await pull(device, transport);
    expect(await device.pulled()).toEqual(server.store.visibleTo(device.actor));
    expect(asideOf(device)).toEqual([]);
  });

  it('an unreadable document survives compaction, making room, and rewriting a lost disk', async () => {
    await using device = await Device.open({ storage: getRxStorageMemory() });
    const { replica } = device;
    const bad = { collection: 'customers' as const, key: customer(1, 1).id, seq: 1, where: 'name: too_big', by: 'p' };
    await append(replica, 0, [customer(1, 0), customer(2, 0)]);
    await replica.append({ changes: { ...noChanges() }, cursor: at(1), setAside: [bad] });
    for (let seq = 2; seq < 40; seq += 1) await append(replica, seq, [customer(2, seq)]);
    await replica.compact();
    await makeRoom(device.database);
    await device.loseMemory();
    expect(device.replica.setAside).toEqual([bad]);
    expect(names(device.replica)).toEqual(['Customer 2 of 39']);
    await using other = await Device.open({ storage: getRxStorageMemory() });
    await refillReplica(other.replica, device.replica.memory);
    await other.loseMemory();
    expect(other.replica.memory).toEqual(device.replica.memory);
  });

  it('a document that cannot be read is removed also by a removal that does not fit as a whole', async () => {
    await using test = await world();
    const { device, server, transport } = test;
    await pull(device, transport);
    server.store.remove('products', DRILL.id);
    const spoiling: SyncTransport = {
      ...transport,
      pull: async (input, signal) => {
        const reply = await transport.pull(input, signal);
        const removals = reply.changes.products.removals.map(({ id }) => ({ id, seq: 'high' }) as never);
        return { ...reply, changes: { ...reply.changes, products: { upserts: [], removals } } };
      },
    };
    await pull(device, spoiling);
    expect(await device.pulled()).toEqual(server.store.visibleTo(device.actor));
    expect(asideOf(device)).toEqual([]);
  });
});

const noChanges = () => {
  const none = { upserts: [], removals: [] };
  return { requests: none, customers: none, products: none, reference: none };
};

describe('whatever becomes good and bad and in whatever pages', () => {
  const ids = [0, 1, 2].map((n) => testId(0x600 + n));
  const steps = fc.array(
    fc.record({
      id: fc.constantFrom(...ids),
      becomes: fc.constantFrom('good', 'good', 'bad', 'bad', 'gone'),
      pulls: fc.boolean(),
      restarts: fc.boolean(),
    }),
    { maxLength: 25 },
  );

  it('a device shows exactly what the server shows and it can read, and counts the rest (law 2)', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 5 }), async (taken, pageSize) => {
        await using test = await world();
        const { device, server, transport } = test;
        server.pageSize = pageSize;
        for (const { id, becomes, pulls, restarts } of taken) {
          if (becomes === 'gone') server.store.remove('customers', id);
          else server.store.put('customers', { ...ACME, id, name: becomes === 'bad' ? LONG : `${id} ${becomes}` });
          if (pulls) await pull(device, transport);
          if (restarts) await device.loseMemory();
        }
        await pull(device, transport);
        const visible = server.store.visibleTo(device.actor);
        const bad = [...visible.customers.values()].filter((one) => (one as Customer).name === LONG);
        for (const one of bad) visible.customers.delete(keyOf(one));
        expect(await device.pulled()).toEqual(visible);
        expect(asideOf(device)).toEqual(bad.map(({ id }) => `customers/${id}`).sort());
      }),
      { numRuns: 40 },
    );
  });
});
