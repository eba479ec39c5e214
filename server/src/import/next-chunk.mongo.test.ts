import { afterAll, beforeEach, expect, test } from 'vitest';
import { commit } from '../tenancy/commit.ts';
import { toStored } from '../tenancy/documents.ts';
import { ImportDatabase, type ImportWorld } from '../testing/import-world.ts';
import { requestOf, storeRequests } from '../testing/stored-request.ts';
import type { ImportSetting } from './import-csv.ts';

const database = await ImportDatabase.create();
afterAll(() => database[Symbol.asyncDispose]());

const CODES = ['Z1', 'Z2', 'Z3', 'Z4', 'Z5', 'Z6'];
let world: ImportWorld;
/** How many requests went along by the end of each chunk but the last. */
let moved: (number | undefined)[];

/** Anna's customers, each with this many open requests. */
async function customersWith(open: number): Promise<void> {
  const { company, store, clock } = world;
  const anna = company.person('Anna');
  const customers = CODES.map((code) => ({ ...company.customerOf(anna), id: clock.newId(), code }));
  const own = { companyId: company.id, seq: 0 };
  await commit(store, async (unit) => {
    for (const customer of customers) unit.put('customers', toStored({ ...customer, ...own }), null);
  });
  const requests = customers.flatMap(({ id: customerId }) =>
    Array.from({ length: open }, () => ({ ...requestOf(company, { owner: anna }), customerId })),
  );
  const others = customers.map(({ id: customerId }) => ({
    ...requestOf(company, { owner: anna, status: 'withdrawn' }),
    customerId,
  }));
  await storeRequests(company, [...requests, ...others]);
}

const handedOver = (chunk: ImportSetting['chunk']) => {
  const { email } = world.company.person('Dirk');
  const customers = `code,owner\n${CODES.map((code) => `${code},${email}\n`).join('')}`;
  const pause = async () => {
    const [record] = await world.store.collection('imports').find({});
    moved.push(record?.movedCount);
  };
  return world.run({ customers }, { handOver: true }, { chunk, pause });
};

beforeEach(async () => {
  world = await database.world();
  moved = [];
});

test('the open requests that go along with customers count into the size of a chunk', async () => {
  await customersWith(4);
  const report = await handedOver({ documents: 10, length: 1_000_000 });
  expect(report).toMatchObject({ written: true, problems: [], left: { count: 0 }, movedRequests: 24 });
  // Two customers and their eight requests are ten documents.
  expect(moved).toEqual([8, 16]);
});

test('a customer that comes with more requests than a chunk has is a chunk of its own, and they follow in others', async () => {
  await customersWith(4);
  expect(await handedOver({ documents: 3, length: 1_000_000 })).toMatchObject({ movedRequests: 24 });
  expect(moved).toEqual([0, 3, 4, 4, 7, 8, 8, 11, 12, 12, 15, 16, 16, 19, 20, 20, 23]);
});

test('the length of the requests that go along counts, too', async () => {
  await customersWith(2);
  const [request] = await world.store.collection('discountRequests').find({ status: 'underReview' });
  // Room for a customer or two with their requests.
  const length = JSON.stringify(request).length * 4;
  expect(await handedOver({ documents: 200, length })).toMatchObject({ movedRequests: 12 });
  expect(moved.length).toBeGreaterThanOrEqual(2);
});

test('closed requests stay, and do not count', async () => {
  await customersWith(0);
  expect(await handedOver({ documents: 3, length: 1_000_000 })).toMatchObject({ movedRequests: 0 });
  expect(moved).toHaveLength(1);
});
