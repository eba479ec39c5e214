import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { v7 } from 'uuid';
import { afterAll, expect, test } from 'vitest';
import { changePerson } from '../admin/change-person.ts';
import { seedDemo } from '../demo/seed-demo.ts';
import { expireRequests } from '../jobs/expire-requests.ts';
import { refreshStatistics } from '../jobs/refresh-statistics.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany, TestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { replayCompany } from './replay-company.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());
const MONTH_MINUTES = 31 * 24 * 60;

const asking = async () => {
  const company = await createTestCompany(api.services);
  const [anna, ada] = await Promise.all(
    (['Anna', 'Ada'] as const).map((name) => TestDevice.register(company, company.person(name))),
  );
  if (anna === undefined || ada === undefined) throw new Error('somebody is missing');
  const submits = [1_500, 1_600, 1_700].map((discountBp) => anna.submit(discountBp));
  await anna.push(api, submits);
  return { company, anna, ada, ids: submits.map(({ args }) => args.requestId) };
};

const nothingElse = { different: 0, withoutInputs: 0, otherVersion: 0, fault: 0 };

test('an expiry and a hand-over are kept with what they were decided on, and replay equal', async () => {
  const { company, ada, ids } = await asking();
  const [first = ''] = ids;
  const bert = company.person('Bert');
  await ada.on(api).admin.reassign({ customerIds: [], requestIds: [first], ownerId: bert.id });
  api.clock.advance({ minutes: MONTH_MINUTES });
  await expireRequests(company.store, api.clock);
  const kept = await company.store.collection('decisions').find({ requestId: first });
  expect(kept).toMatchObject([
    { type: 'request.handOver', by: { name: 'Ada' }, to: { name: 'Bert' }, undo: { ownerName: 'Anna', steps: 1 } },
    { type: 'request.expire', by: { role: 'system' }, to: null, undo: { ownerName: 'Bert', status: 'underReview' } },
  ]);
  const report = await replayCompany(company.store);
  expect(report).toMatchObject({ counts: { ...nothingElse, equal: 3 + 1 + 3 }, writtenOver: 0, different: [] });
});

test('work that goes along with a person is decided request by request, to the team alone too', async () => {
  const { company, anna, ids } = await asking();
  const [ada, bert, sven] = [company.person('Ada'), company.person('Bert'), company.person('Sven')];
  const actor = { userId: ada.id, name: ada.name, role: ada.role };
  const context = { store: company.store, clock: api.clock, actor, announce: () => undefined };
  await changePerson(context, { personId: anna.person.id, confirmed: true, teamId: sven.teamId });
  await changePerson(context, {
    personId: anna.person.id,
    confirmed: true,
    active: false,
    handOverTo: bert.id,
  } as never);
  const decisions = await company.store.collection('decisions').find({});
  expect(decisions.map(({ to }) => to?.name).sort()).toEqual(['Anna', 'Anna', 'Anna', 'Bert', 'Bert', 'Bert']);
  const report = await replayCompany(company.store);
  expect(report).toMatchObject({ counts: { ...nothingElse, equal: ids.length * 3 }, writtenOver: 0, different: [] });
});

test('a decision without a command that was changed afterwards is named', async () => {
  const { company, ids } = await asking();
  api.clock.advance({ minutes: MONTH_MINUTES });
  await expireRequests(company.store, api.clock);
  const [requestId = ''] = ids;
  const decisions = company.store.collection('decisions');
  await decisions.updateMany({ requestId }, { $set: { 'undo.status': 'withdrawn' } } as never);
  const { different } = await replayCompany(company.store);
  // The one before it left another request than this one says it found.
  expect(different).toMatchObject([
    { type: 'request.submit', requestId, result: { fields: ['request.status'] } },
    { type: 'request.expire', requestId, result: { fields: ['request'] } },
  ]);
});

test('every decision on the demo’s past requests replays equal', async () => {
  const { services, clock } = api;
  await seedDemo(services.database, clock, { seed: 1, progress: () => undefined });
  const companyId = await services.database.companyIdBySlug('nordlicht');
  if (companyId === null) throw new Error('the demo is incomplete');
  const store = services.database.tenant(companyId);
  const people = (await store.collection('users').find({})).map(({ _id: id, ...person }) => ({ ...person, id }));
  const products = (await store.collection('products').find({})).slice(0, 40);
  const company = new TestCompany(companyId, { people } as never, services.database);
  const admin = people.find(({ role }) => role === 'admin');
  if (admin === undefined) throw new Error('the demo has no admin');
  const ada = await TestDevice.register(company, admin);

  const open: DiscountRequest['status'][] = ['underReview', 'adjustmentRequested'];
  const waiting = await store.collection('discountRequests').find({ status: { $in: open } } as never);
  expect(waiting.length).toBeGreaterThan(5);
  const decisions = waiting
    .slice(0, 60)
    .map(({ _id, revision }, index) => (index % 3 === 0 ? ada.reject(_id, revision) : ada.approve(_id, revision)));
  await ada.push(api, decisions);
  for (const seller of people.filter(({ role }) => role === 'salesperson')) {
    const device = await TestDevice.register(company, seller);
    const customers = await store.collection('customers').find({ ownerId: seller.id }, { limit: 12 });
    const submits = customers.map(({ _id: customerId }, index) => {
      const items = [0, 1, 2].map((line) => ({
        productId: products[(index * 3 + line) % products.length]?._id ?? '',
        quantity: 1 + index,
        discountBp: 200 + 150 * index,
      }));
      return device.command('request.submit', { requestId: v7(), customerId, items, justification: 'The demo.' });
    });
    await device.push(api, submits);
  }
  await refreshStatistics(store, { clock, pause: async () => undefined });
  clock.advance({ minutes: MONTH_MINUTES });
  await expireRequests(store, clock);
  await refreshStatistics(store, { clock, pause: async () => undefined });

  const [commands, others] = [await store.collection('commands').count(), await store.collection('decisions').count()];
  expect(Math.min(commands, others)).toBeGreaterThan(20);
  const report = await replayCompany(store);
  expect(report).toMatchObject({ different: [], writtenOver: 0, unreadable: 0 });
  expect(report.counts).toEqual({ ...nothingElse, equal: commands + others });
});
