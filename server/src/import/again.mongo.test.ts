import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { changePerson } from '../admin/change-person.ts';
import { reassign } from '../admin/reassign.ts';
import { commit } from '../tenancy/commit.ts';
import type { Stored } from '../tenancy/documents.ts';
import { ImportDatabase, type ImportWorld } from '../testing/import-world.ts';
import { requestOf, storeRequests } from '../testing/stored-request.ts';
import { NO_FILE } from './problem.ts';

const CUSTOMERS =
  'code,name,class,segment,city,country,blocked,owner\nX1,First,A,Trade,Kiel,Germany,no,Anna\nX2,Second,C,,,,yes,Bert\n';
const PRODUCTS =
  'sku,name,category,unit,listPrice,cost,discontinued\nY1,Thing,Things,box,10.00,6.10,no\nY2,Other,Things,,20.00,,yes\n';
const DEALS = 'deal,customer,date,salesperson,sale\nD1,X1,2025-01-02,Anna,won\nD2,X2,2025-02-03,Bert,won\n';
const LINES = 'deal,sku,quantity,unitPrice,discount\nD1,Y1,5,10.00,0.1\nD1,Y2,1,20.00,0\nD2,Y1,1,9.00,0\n';
const ALL = { customers: CUSTOMERS, products: PRODUCTS, deals: DEALS, dealLines: LINES };

const database = await ImportDatabase.create();
afterAll(() => database[Symbol.asyncDispose]());
let world: ImportWorld;

const context = () => {
  const { id: userId, name, role, teamId } = world.company.person('Ada');
  return { store: world.store, clock: world.clock, actor: { userId, name, role, teamId }, announce: () => undefined };
};
async function one(number: string) {
  const [deal, second] = await world.deals(number);
  expect(second).toBeUndefined();
  if (deal === undefined) throw new Error(`there is no deal ${number}`);
  return deal;
}
const whole = async () => ({
  X1: await world.customer('X1'),
  X2: await world.customer('X2'),
  Y1: await world.product('Y1'),
  Y2: await world.product('Y2'),
});

/** As a person would: the sale was lost after all. */
async function recordLost(deal: Stored<DiscountRequest>): Promise<void> {
  const { id: userId, name, role } = world.company.person('Anna');
  const step = {
    ...deal.steps[0],
    kind: 'recordSale',
    by: { userId, name, role },
    note: null,
  } as DiscountRequest['steps'][number];
  await commit(world.store, async (unit) => {
    unit.put('discountRequests', { ...deal, sale: 'lost', steps: [...deal.steps, step] });
  });
}

beforeEach(async () => {
  world = await database.world();
  expect((await world.run(ALL)).problems).toEqual([]);
});

describe('importing the same files again', () => {
  it('importing the same files again changes nothing', async () => {
    const before = await world.dump();
    const report = await world.run(ALL);
    expect(report).toMatchObject({ written: false, problems: [], kept: [] });
    expect(await world.dump()).toBe(before);
  });

  it('importing the same files again changes nothing after a product’s price and cost have changed: a deal keeps what it cost then', async () => {
    await world.run({ products: 'sku,listPrice,cost\nY1,12.00,11.00\n' });
    const before = await world.dump();
    expect(await world.run({ deals: DEALS, dealLines: LINES })).toMatchObject({ written: false });
    expect(await world.dump()).toBe(before);
  });

  it('importing the same files again keeps the sale that a person recorded, and the person’s step, and says so', async () => {
    await recordLost(await one('D1'));
    const before = await one('D1');
    const report = await world.run(ALL);
    expect(report.kept).toMatchObject([{ file: 'deals.csv', line: 2, column: 'sale', value: 'D1' }]);
    expect(await one('D1')).toEqual(before);
  });

  it('importing the same files again keeps a hand-over, and says so', async () => {
    const [customer, deal, carla] = [await world.customer('X1'), await one('D1'), world.company.person('Carla')];
    await reassign(context(), { customerIds: [customer?._id ?? ''], requestIds: [deal._id], ownerId: carla.id });
    const before = await world.dump();
    const report = await world.run(ALL);
    expect(report.kept).toMatchObject([
      {
        file: 'customers.csv',
        line: 2,
        column: 'owner',
        value: 'Anna',
        reason: expect.stringContaining('--hand-over'),
      },
      { file: 'deals.csv', line: 2, column: 'salesperson' },
    ]);
    expect(await world.dump()).toBe(before);
  });

  it('a re-import keeps a block that the file does not have, and lifts it only on request', async () => {
    const open = { customers: 'code,blocked\nX2,no\n' };
    expect((await world.run(open)).kept).toMatchObject([{ column: 'blocked', value: 'X2' }]);
    expect(await world.customer('X2')).toMatchObject({ blocked: true });
    await world.run(open, { unblock: true });
    expect(await world.customer('X2')).toMatchObject({ blocked: false, blockedReason: null });
  });
});

describe('importing what has changed', () => {
  it('importing what has changed leaves everything that the file does not say, column by column and cell by cell', async () => {
    const before = await whole();
    const report = await world.run(
      {
        customers: 'code,name,class,city,owner\nX1,,,,\nX2,Second & Sons,,,\n',
        products: 'sku,listPrice\nY1,11.00\nY2,\n',
      },
      { costShareBp: 1_000 },
    );
    expect(report).toMatchObject({ problems: [], counts: { customers: { updated: 1 }, products: { updated: 1 } } });
    const after = await whole();
    expect(after.X1).toEqual(before.X1);
    expect(after.X2).toEqual({ ...before.X2, name: 'Second & Sons', seq: after.X2?.seq });
    expect(after.Y1).toEqual({ ...before.Y1, listPriceMinor: 1_100, seq: after.Y1?.seq });
    expect(after.Y2).toEqual(before.Y2);
  });

  it('importing what has changed corrects the date of a deal, with a time of day or without, and makes no second deal', async () => {
    const before = await one('D1');
    await world.run({ deals: DEALS.replace('2025-01-02', '2025-01-03 14:30'), dealLines: LINES });
    const at = '2025-01-03T14:30:00.000Z';
    const moved = { submittedAt: at, madeAt: at, changedAt: at, expiresAt: at };
    expect(await one('D1')).toEqual({ ...before, ...moved, seq: (await one('D1')).seq });
  });

  it('importing what has changed corrects what was sold as another revision, and only adds steps', async () => {
    await recordLost(await one('D1'));
    const before = await one('D1');
    await world.run({ deals: DEALS, dealLines: 'deal,sku,quantity\nD1,Y1,7\nD2,Y1,1\n' });
    const after = await one('D1');
    expect(after.steps.slice(0, 4)).toEqual(before.steps);
    expect(after).toMatchObject({ revision: 2, status: 'approved', sale: 'lost' });
    expect(after.items.map(({ quantity, discountBp }) => [quantity, discountBp])).toEqual([
      [7, 1_000],
      [1, 0],
    ]);
    expect(after.steps.map(({ kind, revision }) => `${kind} ${revision}`)).toEqual([
      'submit 1',
      'approve 1',
      'recordSale 1',
      'recordSale 1',
      'revise 2',
      'approve 2',
    ]);
    expect(after.evaluation.total.listMinor).toBe(9_000);
  });

  it('importing what has changed keeps a line that the file does not have, and says so', async () => {
    const report = await world.run({ deals: DEALS, dealLines: 'deal,sku,quantity\nD1,Y1,5\nD2,Y1,1\n' });
    expect(report).toMatchObject({
      written: false,
      kept: [{ file: 'deals.csv', line: 2, reason: expect.stringContaining('Other') }],
    });
    expect((await one('D1')).items).toHaveLength(2);
  });

  it('a re-import hands over differently assigned customers only on request, and their open requests go along', async () => {
    const [customer, dirk] = [await world.customer('X1'), world.company.person('Dirk')];
    const waiting = requestOf(world.company, { owner: world.company.person('Anna'), customerId: customer?._id ?? '' });
    await storeRequests(world.company, [{ ...waiting, customerId: customer?._id ?? '' }]);
    const files = { customers: `code,owner\nX1,${dirk.email}\n` };
    expect(await world.run(files)).toMatchObject({ written: false, kept: [{ value: dirk.email }] });
    expect(await world.run(files, { handOver: true })).toMatchObject({ written: true, movedRequests: 1 });
    const owned = { ownerId: dirk.id, teamId: dirk.teamId };
    expect(await world.customer('X1')).toMatchObject(owned);
    const request = await world.store.collection('discountRequests').findById(waiting.id);
    expect(request).toMatchObject({ ...owned, ownerName: 'Dirk', status: 'underReview' });
    expect(await one('D1')).toMatchObject({ ownerId: world.company.person('Anna').id });
  });

  it('importing what has changed does not hand anything over to somebody who has left', async () => {
    await changePerson(context(), { personId: world.company.person('Dirk').id, active: false, confirmed: true });
    const before = await world.dump();
    const report = await world.run({ customers: 'code,owner\nX1,Dirk\n' }, { handOver: true });
    expect(report.kept).toMatchObject([{ reason: expect.stringContaining('has left') }]);
    expect(await world.dump()).toBe(before);
  });

  it('importing what has changed knows customers, products and deals however their keys are written', async () => {
    const report = await world.run({
      customers: 'code,name\nx1,First!\n',
      deals: 'deal,customer,date\nd1,x1,2025-01-02\n',
      dealLines: 'deal,sku,quantity\nD1,y1,6\n',
    });
    expect(report).toMatchObject({ problems: [], counts: { customers: { updated: 1 }, deals: { updated: 1 } } });
    expect(report.notes.map(({ value, reason }) => `${value} ${reason}`)).toEqual(
      expect.arrayContaining([
        'x1 is spelled "X1" here; that spelling is kept',
        'd1 is spelled "D1" here; that spelling is kept',
      ]),
    );
    expect(await world.customer('X1')).toMatchObject({ name: 'First!' });
  });

  it('importing what has changed points out keys that lost their zeros beside those that are here', async () => {
    await world.run({ customers: 'code,name\n00417,Zero\n', products: 'sku,name,category,listPrice\n007,Bond,x,1\n' });
    const report = await world.run({
      customers: 'code,name\n417,Zero\n',
      deals: 'deal,customer,date\nD9,417,2025-01-02\n',
      dealLines: 'deal,sku,quantity,listPrice\nD9,7,1,1\n',
    });
    expect(report.problems.map(({ file, line, value }) => `${file} ${line} ${value}`)).toEqual([
      'customers.csv 2 417',
      'deals.csv 2 417',
      'dealLines.csv 2 7',
    ]);
    expect(report.problems.every(({ reason }) => reason.includes('leading zeros'))).toBe(true);
    expect(await world.run({ customers: 'code,name\n417,Other\n' }, { keysAsWritten: true })).toMatchObject({
      written: true,
    });
  });
});

describe('deals that were imported before ids were made of the number alone', () => {
  /** As an import of that time left it. */
  async function asBefore(ids: string[]): Promise<void> {
    const deal = await one('D1');
    await world.test.raw
      .collection('discountRequests')
      .deleteOne({ companyId: world.company.id, 'steps.0.note': deal.steps[0]?.note });
    await world.test.raw
      .collection('imports')
      .updateMany({ companyId: world.company.id }, { $unset: { dealsByNumber: 1 } });
    await commit(world.store, async (unit) => {
      for (const id of ids) unit.put('discountRequests', { ...deal, _id: id });
    });
  }
  const EARLY = '01941f29-7c00-7aaa-8aaa-aaaaaaaaaaa1';
  const LATE = '0194244f-d800-7aaa-8aaa-aaaaaaaaaaa2';

  it('deals that were imported before ids were made of the number alone are found by their number, and no second deal is made', async () => {
    await asBefore([EARLY]);
    await world.run({ deals: DEALS.replace('2025-01-02', '2025-01-05'), dealLines: LINES });
    expect(await one('D1')).toMatchObject({ _id: EARLY, submittedAt: '2025-01-05T00:00:00.000Z' });
  });

  it('duplicate deals are pointed out, and the one that people worked on counts', async () => {
    await asBefore([EARLY, LATE]);
    const early = await world.store.collection('discountRequests').findById(EARLY);
    if (early === null) throw new Error('it is there');
    await recordLost(early);
    const report = await world.run({ deals: DEALS.replace('2025-01-02', '2025-01-05'), dealLines: LINES });
    expect(report.notes).toMatchObject([
      { line: 2, value: 'D1', reason: expect.stringContaining('R-AAAAA1 is used, R-AAAAA2 stays') },
    ]);
    const deals = await world.deals('D1');
    expect(deals.map(({ submittedAt }) => submittedAt.slice(0, 10)).sort()).toEqual(['2025-01-02', '2025-01-05']);
    expect(deals.find(({ _id }) => _id === EARLY)).toMatchObject({
      sale: 'lost',
      submittedAt: '2025-01-05T00:00:00.000Z',
    });
  });
});

describe('the audit log', () => {
  const entries = () => world.store.collection('auditLogs').find({ action: 'import.csv' });

  it('the audit log names who ran the import, what there was before, and what changed', async () => {
    const [first] = await entries();
    expect(first?.actor).toEqual({ userId: null, name: 'operator pat', role: 'import' });
    expect(first?.after).toMatchObject({ customers: { created: 2 }, documents: { customers: { new: ['X1', 'X2'] } } });
    const ada = world.company.person('Ada');
    await world.run({ customers: 'code,city\nX1,Bremen\n' }, { as: ada.email.toUpperCase() });
    const [second] = (await entries()).filter(({ _id }) => _id !== first?._id);
    expect(second?.actor).toEqual({ userId: ada.id, name: 'Ada', role: 'admin' });
    expect(second?.before).toMatchObject({
      totals: { customers: 14, products: 8, deals: 2 },
      documents: { customers: { changed: [{ key: 'X1', city: 'Kiel' }] } },
    });
    expect(second?.after).toMatchObject({
      operator: 'operator pat',
      documents: { customers: { changed: [{ key: 'X1', city: 'Bremen' }] } },
    });
  });

  it('the audit log takes no name but an active admin’s', async () => {
    const report = await world.run({ customers: 'code,city\nX1,Bremen\n' }, { as: world.company.person('Mona').email });
    expect(report).toMatchObject({ written: false, problems: [{ file: NO_FILE, column: 'as' }] });
  });
});
