import type { CommandEnvelope } from '@marginiq/contract/command';
import type { Customer } from '@marginiq/contract/customer';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Governance } from '@marginiq/contract/governance';
import type { Product } from '@marginiq/contract/product';
import type { Statistics } from '@marginiq/contract/reference';
import type { RuleSet } from '@marginiq/contract/rule-set';
import { type Standing, standingOf } from '@marginiq/domain/approval';
import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { commit } from '../tenancy/commit.ts';
import { fromStored } from '../tenancy/documents.ts';
import { personOf } from '../tenancy/told.ts';
import { expectLawsHold } from '../testing/laws.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { startTestPair } from '../testing/test-pair.ts';

const [api] = await startTestPair();
const DAY_MINUTES = 24 * 60;

/** A request of Anna's under review, and everybody who has to do with it. */
async function underReview(discountBp = 1_500) {
  const company = await createTestCompany(api.services);
  const register = (name: 'Anna' | 'Bert' | 'Mona' | 'Ada') => TestDevice.register(company, company.person(name));
  const [anna, bert, mona, ada] = await Promise.all([
    register('Anna'),
    register('Bert'),
    register('Mona'),
    register('Ada'),
  ]);
  const submit = anna.submit(discountBp);
  await anna.push(api, [submit]);
  const { requestId } = submit.args;
  const request = async () => {
    const found = await company.store.collection('discountRequests').findById(requestId);
    if (found === null) throw new Error('the request is gone');
    return found;
  };
  return { company, anna, bert, mona, ada, requestId, request };
}

const codeOf = async (device: TestDevice, command: ReturnType<TestDevice['approve']>) =>
  (await device.push(api, [command])).outcomes[0]?.refusal?.code ?? null;

/** The way an import changes it. */
const setCost = (company: TestCompany, costMinor: number) =>
  commit(company.store, async (unit) => {
    const product = await unit.store.collection('products').findById(company.product(1).id);
    if (product === null) throw new Error('the product is gone');
    unit.put('products', { ...product, costMinor }, product);
  });

/** How an approver who has pulled everything sees the request. */
async function standingNow(company: TestCompany, requestId: string): Promise<Standing> {
  const { store } = company;
  const found = await store.collection('discountRequests').findById(requestId);
  if (found === null) throw new Error('the request is gone');
  const request = fromStored<DiscountRequest>(found);
  const [customer, owner, products, ruleSet, governance, statistics] = await Promise.all([
    store.collection('customers').findById(request.customerId),
    store.collection('users').findById(request.ownerId ?? ''),
    store.collection('products').find({}),
    store.collection('businessRules').findOne({ current: true }),
    store.collection('governance').findOne({ current: true }),
    store.collection('statistics').findOne({ current: true }),
  ]);
  if (!customer || !owner || !ruleSet || !governance || !statistics) throw new Error('the company is incomplete');
  return standingOf(request, {
    customer: fromStored<Customer>(customer),
    owner: personOf(owner),
    products: new Map(products.map((product) => [product._id, fromStored<Product>(product)])),
    ruleSet: fromStored<RuleSet>(ruleSet),
    governance: fromStored<Governance>(governance),
    statistics: fromStored<Statistics>(statistics),
  });
}

const seen = ({ now: { verdict, inputs }, basis }: Standing) => ({ verdict, inputs, basis });

describe('a request that was handed over', () => {
  test('a request is not decided by anybody who submitted it, admins included, and shows from whom it came', async () => {
    const { company, anna, bert, ada, requestId, request } = await underReview();
    await company.changePerson(anna.person, { role: 'admin', teamId: null });
    await ada.on(api).admin.reassign({ customerIds: [], requestIds: [requestId], ownerId: bert.person.id });
    expect(await request()).toMatchObject({ ownerId: bert.person.id, ownerName: 'Bert', revision: 1 });
    expect((await request()).steps.at(-1)).toMatchObject({
      kind: 'handOver',
      by: { name: 'Ada', role: 'admin' },
      handOver: { from: 'Anna', to: 'Bert' },
    });
    expect(await codeOf(anna, anna.approve(requestId))).toBe('ownRequest');
    expect(await codeOf(anna, anna.reject(requestId))).toBe('ownRequest');
    expect(await codeOf(ada, ada.approve(requestId))).toBeNull();
    await expectLawsHold(api, company);
  });

  test('a request that was handed over gets no step if it goes to whose it is already', async () => {
    const { anna, ada, requestId, request } = await underReview();
    await ada.on(api).admin.reassign({ customerIds: [], requestIds: [requestId], ownerId: anna.person.id });
    expect((await request()).steps.map(({ kind }) => kind)).toEqual(['submit']);
  });
});

test('a request that has nearly as many steps as it may have is not handed over: its end needs the last ones', async () => {
  const { company, bert, ada, requestId, request } = await underReview();
  const { steps } = await request();
  const many = Array.from({ length: 90 }, () => steps[0]);
  await company.store.collection('discountRequests').updateMany({ _id: requestId }, { $set: { steps: many } as never });
  const to = { customerIds: [], requestIds: [requestId], ownerId: bert.person.id };
  await expect(ada.on(api).admin.reassign(to)).rejects.toThrow(/too many steps to be handed over/);
});

describe('a deadline', () => {
  test('a deadline holds before the worker has closed the request', async () => {
    const { anna, mona, requestId, request } = await underReview();
    api.clock.advance({ minutes: 15 * DAY_MINUTES });
    expect(await codeOf(mona, mona.approve(requestId))).toBe('expired');
    expect(await codeOf(anna, anna.revise(requestId, 1))).toBe('expired');
    expect((await request()).status).toBe('underReview');
  });

  test('an approval’s deadline is the end of the time in which it can be sold', async () => {
    const { anna, mona, requestId, request } = await underReview();
    await mona.push(api, [mona.approve(requestId)]);
    expect(Date.parse((await request()).approvedUntil ?? '') - Date.parse(api.clock.now())).toBe(30 * 86_400_000);
    const sale = (result: 'won' | 'lost') =>
      anna.command('request.recordSale', { requestId, sale: result }, { baseRevision: 1 });
    api.clock.advance({ minutes: 31 * DAY_MINUTES });
    expect(await codeOf(anna, sale('won'))).toBe('approvalExpired');
    expect(await codeOf(anna, sale('lost'))).toBeNull();
  });
});

describe('an approval', () => {
  test('an approval that would now be below cost is refused, and says what changed', async () => {
    const { company, mona, requestId } = await underReview();
    await setCost(company, 9_500);
    const [outcome] = (await mona.push(api, [mona.approve(requestId)])).outcomes;
    expect(outcome?.refusal).toMatchObject({ code: 'guardrail' });
    expect(outcome?.refusal?.params).toMatchObject({
      ...{ name: 'Product 1', what: 'cost', fromMinor: 6_000, toMinor: 9_500 },
    });
  });

  test('an approval binds to the costs that its approver saw', async () => {
    const { company, mona, requestId, request } = await underReview();
    const before = seen(await standingNow(company, requestId));
    await setCost(company, 7_000);
    const stale = { ...mona.approve(requestId), provisional: before };
    const [outcome] = (await mona.push(api, [stale])).outcomes;
    expect(outcome).toMatchObject({ refusal: { code: 'inputsChanged' }, changedInputs: ['product'] });
    const looked = { ...mona.approve(requestId), provisional: seen(await standingNow(company, requestId)) };
    expect(await codeOf(mona, looked)).toBeNull();
    expect((await request()).items[0]?.costMinor).toBe(6_000);
  });

  test('an approval is accepted if the change makes no difference, and records it', async () => {
    const { company, mona, anna, requestId } = await underReview();
    const provisional = seen(await standingNow(company, requestId));
    await company.changePerson(anna.person, { pattern: { deals: 9, averageDiscountBp: 900, approvedShareBp: 1 } });
    const [outcome] = (await mona.push(api, [{ ...mona.approve(requestId), provisional }])).outcomes;
    expect(outcome).toMatchObject({ status: 'accepted', changedInputs: ['salesperson'] });
  });

  test('an approval of the request of somebody who has left waits until it is handed over', async () => {
    const { company, anna, bert, ada, mona, requestId } = await underReview();
    await company.changePerson(anna.person, { active: false });
    expect(await codeOf(mona, mona.approve(requestId))).toBe('ownerLeft');
    await ada.on(api).admin.reassign({ customerIds: [], requestIds: [requestId], ownerId: bert.person.id });
    expect(await codeOf(mona, mona.approve(requestId))).toBeNull();
  });
});

test('a suggestion above the requested discount, or above one’s own authority, is refused', async () => {
  const { mona, requestId } = await underReview(3_000);
  const suggest = (suggestedDiscountBp: number) =>
    mona.command('request.requestAdjustment', { requestId, reason: 'Less.', suggestedDiscountBp }, { baseRevision: 1 });
  expect(await codeOf(mona, suggest(3_001))).toBe('suggestionTooHigh');
  expect(await codeOf(mona, suggest(2_600))).toBe('suggestionTooHigh');
  expect(await codeOf(mona, suggest(2_500))).toBeNull();
});

describe('slices of one deal', () => {
  const slice = (
    device: TestDevice,
    company: TestCompany,
    { customerId, ...change }: Partial<CommandEnvelope> & { customerId?: string } = {},
  ) =>
    device.command(
      'request.submit',
      {
        requestId: v7(),
        customerId: customerId ?? company.customerOf(company.person('Anna')).id,
        items: [{ productId: company.product(1).id, quantity: 400, discountBp: 300 }],
        justification: 'a part of it',
      },
      change,
    );

  test('slices of one deal are added up per customer, in one push and across several, whoever submitted them', async () => {
    const { company, anna, mona } = await underReview(3_000);
    const statuses = async (device: TestDevice, commands: CommandEnvelope[]) =>
      (await device.push(api, commands)).outcomes.map(({ requestStatus }) => requestStatus);
    // 40,000.00 each; the limit is 100,000.00.
    expect(await statuses(mona, [slice(mona, company)])).toEqual(['autoApproved']);
    expect(await statuses(anna, [slice(anna, company), slice(anna, company)])).toEqual(['autoApproved', 'underReview']);
    const [held] = await company.store
      .collection('discountRequests')
      .find({ ownerId: anna.person.id, status: 'underReview' }, { sort: { seq: -1 } });
    expect(held?.evaluation.holdReasons).toEqual(['togetherTooHigh']);
    api.clock.advance({ minutes: 8 * DAY_MINUTES });
    expect(await statuses(anna, [slice(anna, company)])).toEqual(['autoApproved']);
    await expectLawsHold(api, company);
  });

  test('slices of one deal are added up for each customer, however much another one of the same push was granted', async () => {
    const { company, anna } = await underReview(3_000);
    const [own, other] = company.customersOf(anna.person);
    if (own === undefined || other === undefined) throw new Error('Anna has too few customers');
    const push = async (commands: CommandEnvelope[]) =>
      (await anna.push(api, commands)).outcomes.map(({ requestStatus }) => requestStatus);
    expect(await push([slice(anna, company), slice(anna, company)])).toEqual(['autoApproved', 'autoApproved']);
    const requests = company.store.collection('discountRequests');
    const [granted] = await requests.find({ status: 'autoApproved' }, { limit: 1 });
    if (granted === undefined) throw new Error('nothing was granted');
    api.clock.advance({ minutes: 1 });
    const later = { ...granted, customerId: other.id, changedAt: api.clock.now() };
    await requests.insertMany(Array.from({ length: 2_000 }, () => ({ ...later, _id: v7() })));
    const both = [slice(anna, company, { customerId: other.id }), slice(anna, company)];
    expect(await push(both)).toEqual(['underReview', 'underReview']);
  });

  test('slices that a salesperson cannot see are named as what changed', async () => {
    const { company, anna, mona, request } = await underReview(3_000);
    const { inputs, verdict } = (await request()).evaluation;
    const provisional = { verdict, inputs: { ...inputs, grantedMark: 0 } };
    await mona.push(api, [slice(mona, company)]);
    const [outcome] = (await anna.push(api, [slice(anna, company, { provisional })])).outcomes;
    expect(outcome?.changedInputs).toEqual(['granted']);
  });
});
