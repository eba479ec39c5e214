import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commit } from '../tenancy/commit.ts';
import { expectedView } from '../testing/expected-view.ts';
import { enlarge } from '../testing/large-company.ts';
import { expectPositionsHold } from '../testing/laws.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { startTestPair } from '../testing/test-pair.ts';
import { TestReader } from '../testing/test-reader.ts';

const [api, sibling] = await startTestPair();
const READERS = ['Anna', 'Mona', 'Ada'] as const;
const WRITERS = ['Anna', 'Bert', 'Carla'] as const;

interface Plan {
  /** Pushes of each writer, by how many commands they have. */
  pushes: number[];
  /** Prices that change meanwhile, by product number. */
  prices: number[];
  /** For each reading: on which server, and by how much the cursor is set back, as after a lost reply. */
  readings: { server: 0 | 1; back: number }[];
}

const planArbitrary: fc.Arbitrary<Plan> = fc.record({
  pushes: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 3, maxLength: 6 }),
  prices: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 3, maxLength: 8 }),
  readings: fc.array(fc.record({ server: fc.constantFrom(0, 1), back: fc.integer({ min: 0, max: 30 }) }), {
    minLength: 5,
    maxLength: 15,
  }),
});

async function write(company: TestCompany, { pushes }: Plan, name: (typeof WRITERS)[number]): Promise<void> {
  const device = await TestDevice.register(company, company.person(name));
  for (const [index, count] of pushes.entries()) {
    const batch = Array.from({ length: count }, (_, number) => device.submit(number % 2 === 0 ? 300 : 1_500));
    await device.push(index % 2 === 0 ? api : sibling, batch);
  }
}

/** Another process's commit, of several documents of several collections at once. */
async function reprice(company: TestCompany, { prices }: Plan): Promise<void> {
  for (const number of prices) {
    await commit(company.store, async (unit) => {
      const product = await unit.store.collection('products').findById(company.product(number).id);
      const customer = await unit.store.collection('customers').findById(company.customerOf(company.person('Anna')).id);
      if (product === null || customer === null) throw new Error('a document is gone');
      unit.put('products', { ...product, listPriceMinor: product.listPriceMinor + 1 });
      unit.put('customers', { ...customer, city: `${customer.city}!` });
      unit.put('products', { ...product, listPriceMinor: product.listPriceMinor + 2 });
    });
  }
}

/** Reads while others write, and now and then again what it has. */
async function read(reader: TestReader, { readings }: Plan): Promise<void> {
  for (const { server, back } of readings) {
    if (reader.cursor !== null) {
      reader.cursor = { ...reader.cursor, seq: Math.max(reader.cursor.seq - back, 0) };
    }
    await reader.page(server === 0 ? api : sibling);
  }
}

test('whatever is committed while it reads, a reader ends with exactly the visible set (laws 2 and 3)', async () => {
  await fc.assert(
    fc.asyncProperty(planArbitrary, fc.constantFrom(0, 260), async (plan, more) => {
      const company = await createTestCompany(api.services);
      if (more > 0) await enlarge(company, more);
      const devices = await Promise.all(READERS.map((name) => TestDevice.register(company, company.person(name))));
      const readers = devices.map((device) => new TestReader(device));
      await Promise.all([
        ...WRITERS.map((name) => write(company, plan, name)),
        reprice(company, plan),
        ...readers.map((reader) => read(reader, plan)),
      ]);
      await expectPositionsHold(api, company);
      for (const [index, reader] of readers.entries()) {
        await reader.catchUp(sibling);
        const actor = devices[index]?.actor;
        if (actor === undefined) throw new Error('a reader without a device');
        expect(reader.view()).toEqual(await expectedView(api, company, actor));
      }
    }),
    { numRuns: 8, endOnFailure: true },
  );
});
