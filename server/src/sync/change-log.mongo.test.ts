import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { purgeRevocations } from '../jobs/purge-revocations.ts';
import { MAX_TOUCHED } from '../tenancy/change-log.ts';
import { commit } from '../tenancy/commit.ts';
import { GatheredReads } from '../tenancy/gathered-reads.ts';
import { expectedView } from '../testing/expected-view.ts';
import { lookedAt } from '../testing/profiler.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { TestReader } from '../testing/test-reader.ts';
import { logBehind, MAX_LOG_POSITIONS, MAX_LOG_ROWS } from './read-log.ts';
import { readWritten } from './read-written.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

const NAMES = ['Anna', 'Bert', 'Mona', 'Ada'] as const;

const rename = ({ store, data }: TestCompany, index: number) =>
  commit(store, async (unit) => {
    const customer = await unit.store.collection('customers').findById(data.customers[index]?.id ?? '');
    if (customer !== null) unit.put('customers', { ...customer, city: `${customer.city}!` }, customer);
  });

/** Hands a customer over, so that its former owner receives its removal. */
const give = (company: TestCompany, index: number) =>
  commit(company.store, async (unit) => {
    const customer = await unit.store.collection('customers').findById(company.data.customers[index]?.id ?? '');
    const { id: ownerId, teamId } = company.person(index % 2 === 0 ? 'Bert' : 'Carla');
    if (customer !== null) unit.put('customers', { ...customer, ownerId, teamId }, customer);
  });

const readersOf = (company: TestCompany) =>
  Promise.all(
    NAMES.map(async (name) => {
      const device = await TestDevice.register(company, company.person(name));
      return { name, device, reader: new TestReader(device) };
    }),
  );

const rows = ({ id: companyId }: TestCompany) => api.database.raw.collection('changes').find({ companyId }).toArray();

describe('the log of changes', () => {
  test('the log of changes has a row for each commit, from one position to the next', async () => {
    const company = await createTestCompany(api.services);
    await rename(company, 0);
    await give(company, 1);
    const found = (await rows(company)).sort((a, b) => a.seq - b.seq);
    expect(found.map(({ after }) => after)).toEqual([0, ...found.slice(0, -1).map(({ seq }) => seq)]);
    expect(found.at(-1)?.seq).toBe(await company.seq());
    // By their names in MongoDB, which former releases know.
    expect(found.at(-1)?.touched.map(({ name }: { name: string }) => name)).toEqual(['customers', 'tombstones']);
  });

  test('another process’s commit costs two reads: the log, and then its documents', async () => {
    const company = await createTestCompany(api.services);
    const after = await company.seq();
    await give(company, 0);
    const upTo = await company.seq();
    const looked = await lookedAt(api.database, async () => {
      const written = await readWritten(company.store, after, upTo);
      expect(written?.map(({ name }) => name)).toEqual(['customers', 'revocations']);
    });
    expect(new Set(looked.map(({ collection }) => collection)).size).toBeLessThanOrEqual(2);
    expect(looked.length).toBeLessThanOrEqual(2);
  });

  test('the log of changes is not taken for all of it while the primary that answers has not come that far', async () => {
    const company = await createTestCompany(api.services);
    const after = await company.seq();
    await rename(company, 0);
    expect(await readWritten(company.store, after, after + 2)).toBeNull();
  });

  test('the log tells a pull what it needs, so that no collection is searched', async () => {
    const company = await createTestCompany(api.services);
    const readers = await readersOf(company);
    for (const { reader } of readers) await reader.catchUp(api);
    await rename(company, 0);
    for (const { name, device, reader } of readers) {
      const looked = await lookedAt(api.database, () => reader.page(api));
      expect(
        looked.filter(({ what }) => what.includes('audience')),
        name,
      ).toEqual([]);
      expect(reader.view(), name).toEqual(await expectedView(api, company, device.actor));
    }
  });

  test('the log of changes is not relied on if a document that it names is not where it says', async () => {
    const company = await createTestCompany(api.services);
    const after = await company.seq();
    await rename(company, 0);
    const upTo = await company.seq();
    // A row of another history: a backup was put back, and a former release, which writes none, came to the same position.
    const [renamed, other] = company.data.customers.map(({ id }) => id);
    const touched = [{ name: 'customers', id: other, seq: upTo }];
    await api.database.raw.collection('changes').updateOne({ companyId: company.id, seq: upTo }, { $set: { touched } });
    const written = await readWritten(company.store, after, upTo);
    expect(written?.map(({ document }) => document._id)).toEqual([renamed]);
  });

  test('the log is read only as far as it is useful, however much the rows name', async () => {
    const company = await createTestCompany(api.services);
    const start = await company.seq();
    const rowsOfAnImport = Array.from({ length: 20 }, (_, index) => {
      const after = start + index * MAX_TOUCHED;
      const touched = Array.from({ length: MAX_TOUCHED }, (_, n) => ({
        name: 'products' as const,
        id: `${n}`,
        seq: after + n + 1,
      }));
      return {
        _id: `${after + MAX_TOUCHED}`,
        companyId: company.id,
        epoch: 'now',
        after,
        seq: after + MAX_TOUCHED,
        touched,
      };
    });
    await company.store.collection('changes').insertMany(rowsOfAnImport);
    const found = await logBehind(new GatheredReads(company.store), start);
    expect(found.flatMap(({ touched }) => touched)).toHaveLength(MAX_LOG_POSITIONS);
  });

  test('the log is read no further than 200 rows, however little they name', async () => {
    const company = await createTestCompany(api.services);
    const start = await company.seq();
    const small = Array.from({ length: MAX_LOG_ROWS + 1 }, (_, index) => {
      const after = start + index;
      return { _id: `${after + 1}`, companyId: company.id, epoch: 'now', after, seq: after + 1, touched: [] };
    });
    await company.store.collection('changes').insertMany(small);
    expect(await logBehind(new GatheredReads(company.store), start)).toHaveLength(MAX_LOG_ROWS);
  });

  test('the log of changes is removed after thirty days, and pulls do without it', async () => {
    const company = await createTestCompany(api.services);
    const [one] = await readersOf(company);
    await one?.reader.catchUp(api);
    await rename(company, 0);
    await purgeRevocations(company.store, api.clock);
    api.clock.advance({ minutes: 31 * 24 * 60 });
    await rename(company, 1);
    await purgeRevocations(company.store, api.clock);
    expect(await rows(company)).toHaveLength(1);
    const page = await one?.reader.page(api);
    expect(page?.reset).toBe(false);
    expect(page?.changes.customers.upserts).toHaveLength(2);
  });

  test('the log may lack what a former release committed: nobody misses it (laws 2 and 3)', async () => {
    const step = fc.record({
      kind: fc.constantFrom('rename', 'give', 'read', 'read'),
      which: fc.nat(11),
      byFormer: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 20 }), async (steps) => {
        const company = await createTestCompany(api.services);
        const readers = await readersOf(company);
        for (const { reader } of readers) await reader.catchUp(api);
        for (const { kind, which, byFormer } of steps) {
          if (kind === 'read') await readers[which % readers.length]?.reader.page(api);
          else {
            const { seq } = await (kind === 'rename' ? rename : give)(company, which);
            const row = { companyId: company.id, seq };
            if (byFormer) await api.database.raw.collection('changes').deleteOne(row);
          }
        }
        for (const { name, device, reader } of readers) {
          await reader.catchUp(api);
          expect(reader.view(), name).toEqual(await expectedView(api, company, device.actor));
        }
      }),
      { numRuns: 8 },
    );
  });
});
