import { describe, expect, test } from 'vitest';
import { KnownPositions } from '../tenancy/known-positions.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { duringFailover } from '../testing/failover.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { startTestPair } from '../testing/test-pair.ts';
import { TestReader } from '../testing/test-reader.ts';
import { type PullSource, pull } from './pull.ts';
import { readWritten } from './read-written.ts';

const [api] = await startTestPair();

/** Somebody who has read all there is, a moment that is kept, and a request that is committed after it. */
async function world(work: (given: World) => Promise<void>): Promise<void> {
  const company = await createTestCompany(api.services);
  const anna = await TestDevice.register(company, company.person('Anna'));
  const reader = new TestReader(anna);
  await reader.catchUp(api);
  const after = await company.seq();
  await company.store.asOfNow(async (before) => {
    await before.collection('counters').findById(company.id);
    const submit = anna.submit();
    await anna.push(api, [submit]);
    const sourceOn = (store: TenantStore): PullSource => ({
      store,
      load: async () => ({ claims: anna.claims(api.clock), actor: anna.actor, store }),
      positions: new KnownPositions(),
    });
    const seq = await company.seq();
    const { requestId } = submit.args;
    await work({ now: company.store, before, reader, sourceOn, after, seq, requestId });
  });
}

interface World {
  now: TenantStore;
  before: TenantStore;
  reader: TestReader;
  sourceOn: (store: TenantStore) => PullSource;
  /** The company's former position, and its current one. */
  after: number;
  seq: number;
  requestId: string;
}

describe('while a primary is replaced', () => {
  // A failover may come before any of the reads of a pull.
  test.each([0, 1, 2, 3])('no cursor passes a change, if it happens after %i reads (law 3)', async (firstReads) => {
    await world(async ({ now, before, reader, sourceOn, requestId }) => {
      const page = await pull(sourceOn(duringFailover(now, before, firstReads)), reader.cursor);
      const brought = page.changes.requests.upserts.map(({ id }) => id);
      reader.cursor = page.cursor;
      const next = await reader.page(api);
      expect([...brought, ...next.changes.requests.upserts.map(({ id }) => id)]).toEqual([requestId]);
      expect(next.reset).toBe(false);
    });
  });

  test('a client that has read more than the new primary shows does not read from scratch', async () => {
    await world(async ({ now, before, reader, sourceOn, seq }) => {
      await reader.catchUp(api);
      const { cursor } = reader;
      const page = await pull(sourceOn(duringFailover(now, before, 0)), cursor);
      expect(page).toMatchObject({ reset: false, more: false, newestSeq: seq, cursor });
    });
  });

  // The device takes what it pushed for pulled then, and shows it no longer as its own step.
  test('a pull shows what this process has heard of before', async () => {
    await world(async ({ now, before, reader, sourceOn, seq, requestId }) => {
      const source = sourceOn(duringFailover(now, before, 0));
      const positions = new KnownPositions();
      positions.heard(now.companyId, seq);
      const page = await pull({ ...source, positions }, reader.cursor);
      expect(page.changes.requests.upserts.map(({ id }) => id)).toEqual([requestId]);
    });
  });

  test('a position from before a backup was restored is not waited for, and is checked once', async () => {
    await world(async ({ now, reader, sourceOn, seq }) => {
      await reader.catchUp(api);
      const positions = new KnownPositions();
      positions.heard(now.companyId, seq + 10);
      const page = await pull({ ...sourceOn(now), positions }, reader.cursor);
      expect(page).toMatchObject({ reset: false, more: false, newestSeq: seq });
      expect(positions.reached(now.companyId)).toBe(0);
    });
  });

  test('a page is answered at once, however many commits come while it is read', async () => {
    await world(async ({ now, reader, sourceOn, seq, requestId }) => {
      const source = sourceOn(now);
      const positions = new KnownPositions();
      let reads = 0;
      const load = (asOf: TenantStore) => {
        reads += 1;
        positions.heard(now.companyId, seq + reads);
        return source.load(asOf);
      };
      const page = await pull({ ...source, load, positions }, reader.cursor);
      expect(page.changes.requests.upserts.map(({ id }) => id)).toEqual([requestId]);
      expect(reads).toBe(1);
      expect(positions.reached(now.companyId)).toBe(seq + 1);
    });
  });

  test('no page for the streams is made of what the new primary shows too early', async () => {
    await world(async ({ now, before, after, seq, requestId }) => {
      expect(await readWritten(duringFailover(now, before, 0), after, seq)).toBeNull();
      const written = await readWritten(duringFailover(now, before, 1), after, seq);
      expect(written?.map(({ document }) => document._id)).toEqual([requestId]);
    });
  });
});
