import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ImportDatabase, type ImportWorld } from '../testing/import-world.ts';
import { requestOf, storeRequests } from '../testing/stored-request.ts';

const CUSTOMERS = 'code,name,owner\nX1,First,Anna\n';
const DEALS = 'deal,customer,date,salesperson,sale\nD1,X1,2025-01-02,Anna,won\n';
const LINES = 'deal,sku,quantity,unitPrice,discount\nD1,P-1,5,100.00,0.1\n';

const database = await ImportDatabase.create();
afterAll(() => database[Symbol.asyncDispose]());
let world: ImportWorld;
let waiting: DiscountRequest;

const requests = () => world.store.collection('discountRequests');
const deal = async () => {
  const [found] = await world.deals('D1');
  if (found === undefined) throw new Error('the deal is there');
  return found;
};
const handOver = (name: string, options: { as?: string } = {}) => {
  const { email } = world.company.person(name as 'Dirk');
  const files = {
    customers: `code,owner\nX1,${email}\n`,
    deals: `deal,salesperson\nD1,${email}\n`,
    dealLines: 'deal,sku\nD1,P-1\n',
  };
  return world.run(files, { handOver: true, ...options });
};

beforeEach(async () => {
  world = await database.world();
  expect((await world.run({ customers: CUSTOMERS, deals: DEALS, dealLines: LINES })).problems).toEqual([]);
  const customerId = (await world.customer('X1'))?._id ?? '';
  waiting = { ...requestOf(world.company, { owner: world.company.person('Anna') }), customerId };
  await storeRequests(world.company, [waiting]);
});

describe('--hand-over', () => {
  it('each request and deal records from whom to whom it went, and that the operator did it', async () => {
    const [before, at] = [await deal(), world.clock.now()];
    expect(await handOver('Dirk')).toMatchObject({ written: true, problems: [], kept: [], movedRequests: 1 });
    const step = {
      kind: 'handOver',
      by: { userId: null, name: 'operator pat', role: 'system' },
      handOver: { from: 'Anna', to: 'Dirk' },
    };
    const request = await requests().findById(waiting.id);
    expect(request?.steps).toEqual([...waiting.steps, expect.objectContaining(step)]);
    expect((request?.changedAt ?? '') >= at).toBe(true);
    const after = await deal();
    expect(after.steps).toEqual([...before.steps, expect.objectContaining(step)]);
    expect(after).toMatchObject({ ownerName: 'Dirk', submittedAt: before.submittedAt, revision: 1 });
    // Nothing is left to hand over.
    expect(await handOver('Dirk')).toMatchObject({ written: false });
  });

  it('--hand-over names the admin in whose name it is done', async () => {
    const ada = world.company.person('Ada');
    await handOver('Dirk', { as: ada.email });
    const by = { userId: ada.id, name: 'Ada', role: 'admin' };
    expect((await requests().findById(waiting.id))?.steps.at(-1)).toMatchObject({ kind: 'handOver', by });
    expect((await deal()).steps.at(-1)).toMatchObject({ kind: 'handOver', by });
  });

  it('--hand-over gives nothing to somebody who is in no team', async () => {
    const before = await world.dump();
    const { kept, written } = await handOver('Ada');
    expect(written).toBe(false);
    expect(kept.map(({ column, reason }) => `${column} ${reason}`)).toEqual([
      'owner is in no team: it stays with Anna',
      'salesperson is in no team: it stays with Anna',
    ]);
    expect(await world.dump()).toBe(before);
  });

  it('a request without room for another step is a problem that names it, and nothing is written', async () => {
    const steps = Array.from({ length: 90 }, () => waiting.steps[0] as never);
    await storeRequests(world.company, [{ ...waiting, steps }]);
    const before = await world.dump();
    const { problems } = await handOver('Dirk');
    expect(problems.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/too many steps to be handed over\. It can still be rejected\.$/),
    ]);
    expect(await world.dump()).toBe(before);
  });
});
