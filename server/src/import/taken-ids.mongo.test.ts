import { afterAll, describe, expect, test } from 'vitest';
import { ImportDatabase, ImportWorld } from '../testing/import-world.ts';
import { requestOf, storeRequests } from '../testing/stored-request.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { startTestPair } from '../testing/test-pair.ts';
import { dealId, dealNote } from './deal-id.ts';

const [api] = await startTestPair();
const database = await ImportDatabase.create();
afterAll(() => database[Symbol.asyncDispose]());

const filesIn = ({ company }: ImportWorld) => {
  const dirk = company.person('Dirk');
  return {
    deals: `deal,customer,date,salesperson,sale\nD1,${company.customerOf(dirk).code},2024-01-02,${dirk.email},won\n`,
    dealLines: 'deal,sku,quantity,unitPrice,discount\nD1,P-1,7,91.00,0.31\n',
  };
};

test('a salesperson cannot take the id of a deal that is yet to be imported', async () => {
  const world = new ImportWorld(await createTestCompany(api.services), api.database);
  const device = await TestDevice.register(world.company, world.company.person('Anna'));
  const id = dealId(world.company.id, 'D1');
  const { outcomes } = await device.push(api, [device.submit(3_000, id), device.withdraw(id)]);
  expect(outcomes.map(({ refusal }) => refusal?.code)).toEqual(['invalidCommand', 'notFound']);
  expect(await world.run(filesIn(world))).toMatchObject({ problems: [], counts: { deals: { created: 1 } } });
  expect(await world.deals('D1')).toMatchObject([{ ownerName: 'Dirk', status: 'approved', sale: 'won' }]);
});

test('whether a deal was imported is not revealed to somebody who may not see it', async () => {
  const world = new ImportWorld(await createTestCompany(api.services), api.database);
  await world.run(filesIn(world));
  const device = await TestDevice.register(world.company, world.company.person('Anna'));
  const ids = ['D1', 'D2'].map((deal) => dealId(world.company.id, deal));
  const { outcomes } = await device.push(
    api,
    ids.map((id) => device.submit(3_000, id)),
  );
  expect(outcomes[0]?.refusal).toMatchObject({ code: 'invalidCommand' });
  expect(outcomes[1]?.refusal).toEqual(outcomes[0]?.refusal);
});

describe("somebody's request that has the id of a deal", () => {
  test.each([
    ['whatever its first step says', (note: string | null) => note],
    ['even if its first step says that it was imported', () => dealNote('D1')],
  ])('a request with a deal’s id is a problem that names it, and is unchanged, %s', async (_, noteOf) => {
    const world = await database.world();
    const anna = world.company.person('Anna');
    const made = requestOf(world.company, { owner: anna, status: 'withdrawn' });
    const steps = made.steps.map((step) => ({ ...step, note: noteOf(step.note) }));
    await storeRequests(world.company, [{ ...made, steps, id: dealId(world.company.id, 'D1') }]);
    const before = await world.dump();
    const { written, problems, counts } = await world.run(filesIn(world));
    expect(written).toBe(false);
    expect(problems).toMatchObject([{ file: 'deals.csv', line: 2, column: 'deal', value: 'D1' }]);
    expect(problems[0]?.reason).toMatch(/^cannot be imported: R-[0-9A-F]{6}, which Anna made, /);
    expect(counts.deals).toEqual({ created: 0, updated: 0, unchanged: 0 });
    expect(await world.dump()).toBe(before);
  });

  test('somebody’s request that has the id of a deal is no deal of an earlier import either', async () => {
    const world = await database.world();
    const made = requestOf(world.company, { owner: world.company.person('Anna') });
    const steps = made.steps.map((step) => ({ ...step, note: dealNote('D1') }));
    await storeRequests(world.company, [{ ...made, steps }]);
    const { id: _id } = made;
    const { companyId, counts } = { companyId: world.company.id, counts: {} as never };
    await world.store.collection('imports').insertMany([{ _id, companyId, at: world.clock.now(), counts }]);
    expect(await world.run(filesIn(world))).toMatchObject({ problems: [], counts: { deals: { created: 1 } } });
    expect(await world.store.collection('discountRequests').findById(made.id)).toMatchObject({ ownerName: 'Anna' });
  });
});
