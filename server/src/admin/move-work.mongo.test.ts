import { v7 } from 'uuid';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { finishLeftMoves } from '../jobs/finish-moves.ts';
import { commit } from '../tenancy/commit.ts';
import { toStored } from '../tenancy/documents.ts';
import { TenantStore } from '../tenancy/tenant-store.ts';
import type { CommitNews } from '../tenancy/unit-of-work.ts';
import { requestOf, storeRequests } from '../testing/stored-request.ts';
import { startTestApi } from '../testing/test-api.ts';
import { TestClock } from '../testing/test-clock.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { type ChangePersonInput, changePerson } from './change-person.ts';

/* Somebody with hundreds of customers and open requests goes to another team, or leaves. */
const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());
afterEach(() => vi.restoreAllMocks());

const MORE_CUSTOMERS = 450;
const REQUESTS = 60;

async function world() {
  const company = await createTestCompany(api.services);
  const [anna, bert, carla] = [company.person('Anna'), company.person('Bert'), company.person('Carla')];
  await commit(company.store, async (unit) => {
    for (let number = 0; number < MORE_CUSTOMERS; number += 1) {
      const customer = { ...company.customerOf(anna), id: v7(), code: `MORE-${number}` };
      unit.put('customers', toStored(customer), null);
    }
  });
  const requests = Array.from({ length: REQUESTS }, () => requestOf(company, { owner: anna, status: 'underReview' }));
  await storeRequests(company, [...requests, requestOf(company, { owner: anna, status: 'rejected' })]);
  const { userId, name, role } = (await TestDevice.register(company, company.person('Ada'))).actor;
  const clock = new TestClock();
  const news: CommitNews[] = [];
  /** @param then called behind each commit */
  const change = (input: Omit<ChangePersonInput, 'personId'>, then: () => void = () => undefined) => {
    const announce = (_companyId: string, one: CommitNews) => {
      news.push(one);
      then();
    };
    const context = { store: company.store, clock, actor: { userId, name, role }, announce };
    return changePerson(context, { personId: anna.id, confirmed: true, ...input });
  };
  const { store } = company;
  const count = (place: object) =>
    Promise.all([store.collection('customers').count(place), store.collection('discountRequests').count(place)]);
  const all = [MORE_CUSTOMERS + company.customersOf(anna).length, REQUESTS] as const;
  return { company, store, clock, anna, bert, carla, change, news, count, all };
}

const south = ({ company }: Awaited<ReturnType<typeof world>>) => company.person('Sven').teamId;

describe('what a change of somebody takes along', () => {
  test('what a change of somebody takes along is all in the new team in the end, and no commit is a large one', async () => {
    const there = await world();
    const { store, anna, change, count, all, news } = there;
    await change({ teamId: south(there) });
    expect(await count({ ownerId: anna.id, teamId: south(there) })).toEqual(all);
    // A closed request stays with the team that decided it.
    expect(await count({ ownerId: anna.id, teamId: anna.teamId })).toEqual([0, 1]);
    // Each document may have a revocation; the last commit has the person, too.
    expect(Math.max(...news.map(({ written }) => written.length))).toBeLessThanOrEqual(2 * 200 + 1);
    // Nobody is reported to receive what stays with its owner.
    const [entry] = await store.collection('auditLogs').find({ action: 'work.move' });
    expect(entry?.after).toMatchObject({ name: 'Anna', customers: expect.any(Number) });
    expect(entry?.after).not.toHaveProperty('ownerName');
  });

  test('what a change of somebody takes along is finished by the worker when the process ends in the middle, with one step in each request', async () => {
    const { company, store, clock, anna, carla, change, count, all, news } = await world();
    const killed = () => {
      if (news.length === 2) throw new Error('killed');
    };
    await expect(change({ active: false, handOverTo: carla.id }, killed)).rejects.toThrow('killed');
    const [moved] = await count({ ownerId: carla.id });
    expect(moved).toBeLessThan(MORE_CUSTOMERS);
    expect(await store.collection('users').findById(anna.id)).toMatchObject({ active: false });
    // Clients are not sent what is stored with the person for this.
    const ada = await TestDevice.register(company, company.person('Ada'));
    const people = await ada.on(api).admin.people();
    expect(people.find(({ id }) => id === anna.id)).not.toHaveProperty('workMove');

    expect(await finishLeftMoves(store, clock)).toBe(0);
    clock.advance({ minutes: 2 });
    expect(await finishLeftMoves(store, clock)).toBe(1);
    const owned = { ownerId: carla.id, teamId: carla.teamId };
    expect(await count(owned)).toEqual([all[0] + company.customersOf(carla).length, REQUESTS]);
    expect(await count({ ownerId: anna.id })).toEqual([0, 1]);
    const steps = (await store.collection('discountRequests').find(owned)).map((request) => request.steps.at(-1));
    expect(steps).toEqual(steps.map(() => expect.objectContaining({ kind: 'handOver', by: expect.anything() })));
    expect(new Set(steps.map((step) => step?.by.name))).toEqual(new Set(['Ada']));
    expect(await store.collection('users').findById(anna.id)).not.toHaveProperty('workMove');
    expect(await finishLeftMoves(store, clock)).toBe(0);
    // The log says of each commit how much it moved, and whose doing it was.
    const entries = await store.collection('auditLogs').find({ action: 'work.move' });
    expect(new Set(entries.map(({ actor }) => actor.name))).toEqual(new Set(['Ada']));
    expect(new Set(entries.map(({ after }) => after?.ownerName))).toEqual(new Set(['Carla']));
    const sum = (field: string) => entries.reduce((total, { after }) => total + Number(after?.[field]), 0);
    expect([sum('customers'), sum('requests')]).toEqual(all);
  });

  test('what a change of somebody takes along is moved once, by however many at the same time', async () => {
    const { store, clock, anna, carla, change, count, news } = await world();
    const killed = () => {
      if (news.length === 1) throw new Error('killed');
    };
    await expect(change({ active: false, handOverTo: carla.id }, killed)).rejects.toThrow('killed');
    clock.advance({ minutes: 2 });
    await Promise.all([finishLeftMoves(store, clock), finishLeftMoves(store, clock)]);
    expect(await count({ ownerId: anna.id })).toEqual([0, 1]);
    const requests = await store.collection('discountRequests').find({ ownerId: carla.id });
    const handOvers = requests.map(({ steps }) => steps.filter(({ kind }) => kind === 'handOver').length);
    expect(handOvers).toEqual(requests.map(() => 1));
  });

  test('what a change of somebody takes along work stays where it is once its recipient has left, and that is reported', async () => {
    const { company, store, anna, carla, change, count, all, news } = await world();
    const original = TenantStore.prototype.asOfNow;
    const leaves = () => {
      if (news.length !== 1) return;
      vi.spyOn(TenantStore.prototype, 'asOfNow').mockImplementationOnce(async function (this: TenantStore, work) {
        await company.changePerson(carla, { active: false });
        return original.call(this, work);
      });
    };
    const changing = change({ active: false, handOverTo: carla.id }, leaves);
    await expect(changing).rejects.toMatchObject({
      refusal: { code: 'notAllMoved', why: { code: 'recipientLeft' } },
    });
    const [customers, requests] = await count({ ownerId: anna.id });
    expect([customers, requests]).toEqual([all[0], REQUESTS + 1]);
    expect(await store.collection('users').findById(anna.id)).not.toHaveProperty('workMove');
  });

  test('what a change of somebody takes along is not begun if a request has no room for another step', async () => {
    const { company, store, anna, bert, change, count, all } = await world();
    const request = requestOf(company, { owner: anna, status: 'underReview' });
    await storeRequests(company, [{ ...request, steps: Array.from({ length: 95 }, () => request.steps[0] as never) }]);
    await expect(change({ active: false, handOverTo: bert.id })).rejects.toMatchObject({
      refusal: { code: 'tooManySteps' },
    });
    expect(await count({ ownerId: anna.id })).toEqual([all[0], REQUESTS + 2]);
    expect(await store.collection('users').findById(anna.id)).toMatchObject({ active: true });
  });
});
