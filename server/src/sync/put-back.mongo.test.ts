import fc from 'fast-check';
import type { Document } from 'mongodb';
import { afterAll, expect, test } from 'vitest';
import { commit } from '../tenancy/commit.ts';
import { expectedView } from '../testing/expected-view.ts';
import { SYNCED_COLLECTIONS } from '../testing/laws.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { TestReader } from '../testing/test-reader.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

const NAMES = ['Anna', 'Carla', 'Mona', 'Ada'] as const;
const CHANGES = api.database.raw.collection<{ _id: string }>('changes');

/** What a backup of a former release contains: it knows no log, so the existing log stays when it is restored. */
const BACKED_UP = [...SYNCED_COLLECTIONS, 'counters'];

async function backUp({ id: companyId }: TestCompany): Promise<Map<string, Document[]>> {
  const all = BACKED_UP.map(
    async (name) => [name, await api.database.raw.collection(name).find({ companyId }).toArray()] as const,
  );
  return new Map(await Promise.all(all));
}

/** Puts it back, and does what `npm run restored` does. */
async function putBack(company: TestCompany, backup: Map<string, Document[]>): Promise<void> {
  for (const [name, documents] of backup) {
    await api.database.raw.collection(name).deleteMany({ companyId: company.id });
    if (documents.length > 0) await api.database.raw.collection(name).insertMany(documents);
  }
  const epoch = api.clock.newId();
  await company.store.collection('counters').updateOne({ _id: company.id }, { $set: { epoch } });
}

const rename = ({ store, data }: TestCompany, which: number) =>
  commit(store, async (unit) => {
    const customer = await unit.store.collection('customers').findById(data.customers[which]?.id ?? '');
    if (customer !== null) unit.put('customers', { ...customer, city: `${customer.city}!` }, customer);
  });

/** The way a former release does it, which neither writes the log nor looks at the one left behind. */
async function renameAsFormer(company: TestCompany, which: number): Promise<void> {
  const before = await CHANGES.find({ companyId: company.id }).toArray();
  const { seq } = await rename(company, which);
  const _id = `${company.id}:${seq}`;
  const lay = before.find((row) => row._id === _id);
  if (lay === undefined) await CHANGES.deleteOne({ _id });
  else await CHANGES.replaceOne({ _id }, lay);
}

test('a log of before a backup was put back tells nobody anything, beside a former release either (law 3)', async () => {
  const step = fc.record({
    kind: fc.constantFrom('rename', 'rename', 'former', 'former', 'read', 'back'),
    which: fc.nat(11),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 30 }), async (steps) => {
      const company = await createTestCompany(api.services);
      const readers = await Promise.all(
        NAMES.map(async (name) => {
          const device = await TestDevice.register(company, company.person(name));
          return { name, device, reader: new TestReader(device) };
        }),
      );
      const backup = await backUp(company);
      for (const { kind, which } of steps) {
        if (kind === 'read') await readers[which % readers.length]?.reader.page(api);
        else if (kind === 'rename') await rename(company, which);
        else if (kind === 'former') await renameAsFormer(company, which);
        else {
          await putBack(company, backup);
          for (const { reader } of readers) await reader.catchUp(api);
        }
      }
      for (const { name, device, reader } of readers) {
        await reader.catchUp(api);
        expect(reader.view(), name).toEqual(await expectedView(api, company, device.actor));
      }
    }),
    {
      numRuns: 5,
      examples: [
        [
          [...'RRRbFFF'].map((letter, index) => ({
            kind: letter === 'R' ? 'rename' : letter === 'b' ? 'back' : 'former',
            which: letter === 'F' ? index - 4 : 6 + index,
          })),
        ],
      ],
    },
  );
});
