import '../testing/browser-globals.ts';
import type { PullReply } from '@marginiq/contract/pull';
import fc from 'fast-check';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { describe, expect, it } from 'vitest';
import { SilentLineError, type SyncTransport } from '../engine/transport.ts';
import { ACME, ADA, DRILL, FARAWAY, MAX, ruleSet } from '../testing/company.ts';
import { Device } from '../testing/device.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { FaultyTransport } from '../testing/faulty-transport.ts';
import { storageWith } from '../testing/storage.ts';
import { PageSize } from './page-size.ts';
import { type PullProgress, pullChanges } from './pull-changes.ts';

const never = new AbortController().signal;
const openDevice = () => Device.open({ storage: getRxStorageMemory() });

function pull(
  device: Device,
  transport: SyncTransport,
  onProgress: (progress: PullProgress) => void = () => undefined,
) {
  return pullChanges(device.replica, transport, { signal: never, onProgress });
}

/** The transport with the first reply changed on its way. */
function spoiled(transport: SyncTransport, spoil: (reply: PullReply) => unknown): SyncTransport {
  let first = true;
  return {
    ...transport,
    pull: async (input, signal) => {
      const reply = await transport.pull(input, signal);
      if (!first) return reply;
      first = false;
      return spoil(reply) as PullReply;
    },
  };
}

describe('pullChanges', () => {
  it.each([ADA, MAX])(
    'pullChanges brings everything that $name may see and nothing else, page by page',
    async (person) => {
      await using device = await Device.open({ storage: getRxStorageMemory(), person });
      const server = new FakeServer();
      server.pageSize = 3;
      const progress: PullProgress[] = [];
      await pull(device, server.connect(device.session), (step) => progress.push(step));
      expect(await device.pulled()).toEqual(server.store.visibleTo(device.actor));
      expect(server.pulls).toBeGreaterThan(3);
      expect(progress.map(({ seq }) => seq)).toEqual(progress.map(({ seq }) => seq).toSorted((a, b) => a - b));
      expect(progress.at(-1)).toEqual({ seq: server.store.seq, newestSeq: server.store.seq });
    },
  );

  it('pullChanges asks for smaller pages after a silent line, keeps what it has, and for larger ones as they come through', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    const inner = server.connect(device.session);
    const asked: (number | null | undefined)[] = [];
    let silent = 2;
    const transport: SyncTransport = {
      ...inner,
      pull: async (input, signal) => {
        asked.push(input.maxRows);
        server.pageSize = Math.min(input.maxRows ?? 1_000, 3);
        // What is put before the first page leaves the reading at its beginning.
        if (asked.length > 2 && silent-- > 0) throw new SilentLineError();
        return inner.pull(input, signal);
      },
    };
    server.pageSize = 3;
    const pageSize = new PageSize();
    const options = { signal: never, onProgress: () => undefined, pageSize };
    await expect(pullChanges(device.replica, transport, options)).rejects.toBeInstanceOf(SilentLineError);
    const reached = device.replica.cursor?.seq ?? 0;
    expect(reached).toBeGreaterThan(0);
    await expect(pullChanges(device.replica, transport, options)).rejects.toBeInstanceOf(SilentLineError);
    expect(device.replica.cursor?.seq).toBe(reached);
    await pullChanges(device.replica, transport, options);
    expect(asked.slice(0, 7)).toEqual([undefined, undefined, undefined, 250, 62, 124, 248]);
    expect(await device.pulled()).toEqual(server.store.visibleTo(device.actor));
  });

  it('a pull continues where it was, and asks for nothing twice', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    const transport = server.connect(device.session);
    await pull(device, transport);
    server.store.put('customers', { ...ACME, name: 'Acme & Daughters' });
    const replies: PullReply[] = [];
    await pull(
      device,
      spoiled(transport, (reply) => {
        replies.push(reply);
        return reply;
      }),
    );
    expect(replies[0]?.reset).toBe(false);
    expect(replies[0]?.changes.customers.upserts.map(({ name }) => name)).toEqual(['Acme & Daughters']);
    expect(await device.pulled()).toEqual(server.store.visibleTo(device.actor));
  });

  it('pullChanges repeats a page and skips none when it is killed at any of its writes (FAULTS 6)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(12), { maxLength: 4 }), fc.integer({ min: 1, max: 6 }), async (kills, size) => {
        let left = Number.POSITIVE_INFINITY;
        const storage = storageWith(() => {
          left -= 1;
          if (left < 0) throw new Error('killed');
        });
        await using device = await Device.open({ storage });
        const server = new FakeServer();
        server.pageSize = size;
        for (const kill of kills) {
          left = kill;
          await pull(device, server.connect(device.session)).catch(() => undefined);
          await device.loseMemory();
          server.store.put('products', { ...DRILL, listPriceMinor: 10_000 + kill });
        }
        left = Number.POSITIVE_INFINITY;
        await pull(device, server.connect(device.session));
        expect(await device.pulled()).toEqual(server.store.visibleTo(device.actor));
      }),
      { numRuns: 25 },
    );
  }, 30_000);

  const SPOILED: Record<string, (reply: PullReply) => unknown> = {
    'without a cursor': ({ cursor: _cursor, ...reply }) => reply,
    'with a cursor that is none': (reply) => ({ ...reply, cursor: { ...reply.cursor, seq: 'high' } }),
    'without changes': ({ changes: _changes, ...reply }) => reply,
    'without the changes of one collection': ({ changes: { customers: _customers, ...changes }, ...reply }) => ({
      ...reply,
      changes,
    }),
    'with more rows than a page has': (reply) => ({
      ...reply,
      changes: { ...reply.changes, customers: { upserts: Array(1_001).fill(ACME), removals: [] } },
    }),
    'that is none': () => 'a captive portal',
  };
  it.each(Object.keys(SPOILED))('the cursor does not pass a page %s, and pulling continues after it', async (how) => {
    await using device = await openDevice();
    const server = new FakeServer();
    server.pageSize = 4;
    const transport = server.connect(device.session);
    const spoil = SPOILED[how] ?? (() => null);
    await expect(pull(device, spoiled(transport, spoil))).rejects.toMatchObject({ fault: 'server' });
    expect(device.replica.cursor).toBeNull();
    expect((await device.pulled()).reference?.size).toBe(0);
    await pull(device, transport);
    expect(await device.pulled()).toEqual(server.store.visibleTo(device.actor));
  });

  it('pullChanges puts a new version of the rules in the place of the one before', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    const transport = server.connect(device.session);
    await pull(device, transport);
    server.store.put('reference', ruleSet(2));
    await pull(device, transport);
    const rules = [...((await device.pulled()).reference?.values() ?? [])].filter(
      (document) => (document as { kind: string }).kind === 'ruleSet',
    );
    expect(rules).toEqual([server.store.get('reference', 'ruleSet')]);
    expect(rules).toMatchObject([{ version: 2 }]);
  });

  it('pullChanges takes the last of two versions that come in one page', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    const both = (reply: PullReply) => {
      const seq = reply.newestSeq;
      const upserts = [...reply.changes.reference.upserts, { ...ruleSet(2), seq }, { ...ruleSet(3), seq }];
      return { ...reply, changes: { ...reply.changes, reference: { upserts, removals: [] } } };
    };
    await pull(device, spoiled(server.connect(device.session), both));
    expect((await device.pulled()).reference?.get('ruleSet')).toMatchObject({ version: 3 });
  });

  it('pullChanges purges what is gone, and what changed hands', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    const transport = server.connect(device.session);
    await pull(device, transport);
    server.store.remove('products', DRILL.id);
    server.store.put('customers', { ...ACME, ownerId: FARAWAY.ownerId, teamId: FARAWAY.teamId });
    await pull(device, transport);
    const { products, customers } = await device.pulled();
    expect(products?.has(DRILL.id)).toBe(false);
    expect(customers?.has(ACME.id)).toBe(false);
    expect(await device.pulled()).toEqual(server.store.visibleTo(device.actor));
  });

  it('pullChanges does not let its cursor pass a removal that the storage did not take', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    const transport = server.connect(device.session);
    await pull(device, transport);
    const cursor = device.replica.cursor;
    server.store.remove('products', DRILL.id);
    const { storageInstance } = device.database.pages;
    const write = storageInstance.bulkWrite;
    storageInstance.bulkWrite = async (rows) => ({
      error: rows.map((row) => ({ status: 409, isError: true, documentId: row.document.id, writeRow: row }) as never),
    });
    await expect(pull(device, transport)).rejects.toThrow('status 409');
    expect(device.replica.cursor).toEqual(cursor);
    storageInstance.bulkWrite = write;
    await pull(device, transport);
    expect(await device.pulled()).toEqual(server.store.visibleTo(device.actor));
  });

  it('pullChanges passes on why the server could not be reached, and keeps what it had', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    server.pageSize = 5;
    const transport = new FaultyTransport(server.connect(device.session), { calls: ['none', 'none', 'offline'] });
    await expect(pull(device, transport)).rejects.toMatchObject({ fault: 'offline' });
    expect(device.replica.cursor?.seq).toBe(5);
    await pull(device, transport);
    expect(await device.pulled()).toEqual(server.store.visibleTo(device.actor));
  });
});
