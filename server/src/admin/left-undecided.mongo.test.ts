import type { LeftUndecided } from '@marginiq/contract/action-refusal';
import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import type { ActionRefusedError } from '../audit/perform.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { startTestPair } from '../testing/test-pair.ts';

const [api] = await startTestPair();

async function world() {
  const company = await createTestCompany(api.services);
  const register = (name: 'Anna' | 'Mona' | 'Ada') => TestDevice.register(company, company.person(name));
  const [anna, mona, ada] = await Promise.all([register('Anna'), register('Mona'), register('Ada')]);
  return { company, anna, mona, ada, admin: ada.on(api).admin };
}

test('a team’s only manager goes only once an admin has heard what that leaves undecided', async () => {
  const { company, anna, ada, admin } = await world();
  const submit = anna.submit(1_500);
  await anna.push(api, [submit]);
  const personId = company.person('Mona').id;
  const south = company.person('Sven').teamId;
  for (const change of [{ active: false }, { role: 'salesperson' as const }, { teamId: south }]) {
    await expect(admin.changePerson({ personId, ...change })).rejects.toThrow(
      /Mona is the only manager of North.*only an admin.*1 open request/,
    );
  }
  await admin.changePerson({ personId, active: false, confirmed: true });
  const log = await company.store.collection('auditLogs').find({ action: 'person.change' });
  expect(log.map(({ after }) => after?.left)).toEqual([
    [{ code: 'teamWithoutManager', person: 'Mona', team: 'North', open: 1 }],
  ]);
  expect((await ada.push(api, [ada.approve(submit.args.requestId)])).outcomes[0]?.status).toBe('accepted');
});

test('one of two admins goes only once it was said who is left alone, and the overview counts what waits for nobody', async () => {
  const { company, admin, ada } = await world();
  await company.changePerson(company.person('Sven'), { role: 'admin' });
  const sven = company.person('Sven').id;
  const demote = { personId: sven, role: 'manager' as const };
  await expect(admin.changePerson(demote)).rejects.toThrow(/Ada would be the only admin/);
  // Of Ada's own, deep enough for an admin: Sven could approve it.
  const submit = ada.command('request.submit', {
    requestId: v7(),
    customerId: company.customerOf(company.person('Anna')).id,
    items: [{ productId: company.product(1).id, quantity: 10, discountBp: 3_000 }],
    justification: 'mine',
  });
  expect((await ada.push(api, [submit])).outcomes[0]).toMatchObject({ requestStatus: 'underReview' });
  expect((await admin.overview()).withoutApprover).toBe(0);
  await expect(admin.changePerson(demote)).rejects.toThrow(/Nobody could approve 1 open request/);
  await admin.changePerson({ ...demote, confirmed: true });
  expect((await admin.overview()).withoutApprover).toBe(1);
});

test('somebody with open requests leaves only once it was said that they must be handed over', async () => {
  const { company, anna, admin } = await world();
  await anna.push(api, [anna.submit(1_500), anna.submit(1_600)]);
  const personId = company.person('Anna').id;
  await expect(admin.changePerson({ personId, active: false })).rejects.toThrow(/2 open requests of Anna/);
  await admin.changePerson({ personId, active: false, confirmed: true });
  // Work that was already undecided, and stays so, is not reported again.
  await admin.changePerson({ personId, active: false });
  await admin.changePerson({ personId, active: true });
});

test('whoever nobody’s work depends on changes without a question', async () => {
  const { company, admin } = await world();
  await admin.changePerson({ personId: company.person('Bert').id, role: 'manager' });
  await admin.changePerson({ personId: company.person('Mona').id, role: 'salesperson' });
});

test('a company’s only admin changes team without a question: who decides stays the same', async () => {
  const { company, admin } = await world();
  const teamId = company.person('Sven').teamId;
  await admin.changePerson({ personId: company.person('Ada').id, teamId });
  expect(await company.store.collection('users').findById(company.person('Ada').id)).toMatchObject({ teamId });
});

test('a request whose owner has left is counted as one to be handed over, until it is', async () => {
  const { company, anna, ada, admin } = await world();
  const stuck = async () => {
    const { ownerLeft, withoutApprover } = await admin.overview();
    return { ownerLeft, withoutApprover };
  };
  const submit = anna.submit(1_500);
  await anna.push(api, [submit]);
  expect(await stuck()).toEqual({ ownerLeft: 0, withoutApprover: 0 });
  await admin.changePerson({ personId: company.person('Anna').id, active: false, confirmed: true });
  expect(await stuck()).toEqual({ ownerLeft: 1, withoutApprover: 0 });
  expect((await ada.push(api, [ada.approve(submit.args.requestId)])).outcomes[0]).toMatchObject({
    refusal: { code: 'ownerLeft' },
  });
  const ownerId = company.person('Bert').id;
  await admin.reassign({ customerIds: [], requestIds: [submit.args.requestId], ownerId });
  expect(await stuck()).toEqual({ ownerLeft: 0, withoutApprover: 0 });
  expect((await ada.push(api, [ada.approve(submit.args.requestId)])).outcomes[0]?.status).toBe('accepted');
});

test('undecided work is reported by code, and a hand-over in the same step leaves nothing to confirm', async () => {
  const { company, anna, ada, admin } = await world();
  const submit = anna.submit(1_500);
  await anna.push(api, [submit]);
  const personId = company.person('Anna').id;
  await expect(admin.changePerson({ personId, active: false })).rejects.toMatchObject({
    cause: {
      refusal: {
        left: [
          { code: 'ownRequests', person: 'Anna', open: 1 },
          { code: 'ownCustomers', person: 'Anna', customers: expect.any(Number) },
        ],
      },
    },
  });
  const bert = company.person('Bert');
  await admin.changePerson({ personId, active: false, handOverTo: bert.id });
  const { requestId, customerId } = submit.args;
  expect(await company.store.collection('discountRequests').findById(requestId)).toMatchObject({
    ownerId: bert.id,
    ownerName: 'Bert',
    steps: [{ kind: 'submit' }, { kind: 'handOver', by: { name: 'Ada' }, handOver: { from: 'Anna', to: 'Bert' } }],
  });
  expect(await company.store.collection('customers').findById(customerId)).toMatchObject({ ownerId: bert.id });
  const [entry] = await company.store.collection('auditLogs').find({ action: 'person.change' });
  expect(entry?.after).toMatchObject({ active: false, ownerName: 'Bert' });
  expect(entry?.after).not.toHaveProperty('left');
  expect((await ada.push(api, [ada.approve(requestId)])).outcomes[0]?.status).toBe('accepted');
});

test('nothing is handed to whoever leaves, has left, or is in no team, and then nothing changes', async () => {
  const { company, anna, admin } = await world();
  await anna.push(api, [anna.submit(1_500)]);
  const personId = company.person('Anna').id;
  const leave = { personId, active: false, confirmed: true };
  await expect(admin.changePerson({ ...leave, handOverTo: personId })).rejects.toThrow(/somebody else/);
  await expect(admin.changePerson({ ...leave, handOverTo: v7() })).rejects.toThrow(/no such active person/);
  await expect(admin.changePerson({ ...leave, handOverTo: company.person('Ada').id })).rejects.toThrow(/in no team/);
  expect(await company.store.collection('users').findById(personId)).toMatchObject({ active: true });
});

test('whoever is handed a team’s requests counts as theirs when it is said what stays undecided', async () => {
  const { company, anna, admin } = await world();
  await anna.push(api, [anna.submit(1_500)]);
  // To the manager, who cannot approve what is the manager's own.
  const mona = company.person('Mona').id;
  const leave = { personId: company.person('Anna').id, active: false, handOverTo: mona };
  await company.changePerson(company.person('Ada'), { teamId: company.person('Sven').teamId });
  await admin.changePerson({ personId: mona, teamId: company.person('Anna').teamId });
  await admin.changePerson(leave);
  await expect(admin.changePerson({ personId: mona, active: false })).rejects.toMatchObject({
    cause: {
      refusal: {
        left: [
          { code: 'teamWithoutManager', open: 1 },
          { code: 'ownRequests', person: 'Mona', open: 1 },
          { code: 'ownCustomers', person: 'Mona' },
        ],
      },
    },
  });
});

test('requests whose owner had left before are not said to lose whoever could approve them', async () => {
  const { company, anna, ada, admin } = await world();
  await company.changePerson(company.person('Sven'), { role: 'admin' });
  // Deep enough for an admin, and asked for by one of the two: only the other could approve it.
  const requestId = v7();
  const submit = ada.command('request.submit', {
    requestId,
    customerId: company.customerOf(company.person('Anna')).id,
    items: [{ productId: company.product(1).id, quantity: 10, discountBp: 3_000 }],
    justification: 'mine',
  });
  await ada.push(api, [submit]);
  await admin.reassign({ customerIds: [], requestIds: [requestId], ownerId: anna.person.id });
  await company.changePerson(anna.person, { active: false });
  await expect(admin.changePerson({ personId: company.person('Sven').id, role: 'manager' })).rejects.toMatchObject({
    cause: { refusal: { left: [{ code: 'onlyAdmin', admin: 'Ada' }] } },
  });
});

test('somebody with customers and nothing open leaves only once it was said that they stay behind', async () => {
  const { company, admin } = await world();
  const personId = company.person('Anna').id;
  const customers = await company.store.collection('customers').count({ ownerId: personId });
  expect(customers).toBeGreaterThan(0);
  await expect(admin.changePerson({ personId, active: false })).rejects.toMatchObject({
    message: expect.stringContaining(`Anna looks after ${customers} customers`),
    cause: { refusal: { left: [{ code: 'ownCustomers', person: 'Anna', customers }] } },
  });
  await admin.changePerson({ personId, active: false, handOverTo: company.person('Bert').id });
  expect(await company.store.collection('customers').count({ ownerId: personId })).toBe(0);
});

test('who has left is listed with what still belongs to them, until it is handed over without another change', async () => {
  const { company, anna, admin } = await world();
  await anna.push(api, [anna.submit(1_500), anna.submit(1_600), anna.submit(300)]);
  const personId = company.person('Anna').id;
  const customers = await company.store.collection('customers').count({ ownerId: personId });
  const leftBehind = async () => Object.fromEntries((await admin.people()).map((one) => [one.name, one.leftBehind]));
  expect(new Set(Object.values(await leftBehind()))).toEqual(new Set([null]));
  await admin.changePerson({ personId, active: false, confirmed: true });
  expect(await leftBehind()).toMatchObject({ Anna: { customers, open: 2 }, Bert: null });
  await admin.changePerson({ personId, handOverTo: company.person('Bert').id });
  expect(await leftBehind()).toMatchObject({ Anna: null, Bert: null });
  expect((await admin.overview()).ownerLeft).toBe(0);
});

function leftOf(error: unknown): LeftUndecided[] {
  const { refusal } = (error as { cause: ActionRefusedError }).cause;
  if (refusal.code !== 'leftUndecided') throw error;
  return refusal.left.slice();
}

test('what was confirmed is what was shown: with more than that, it is asked again', async () => {
  const { company, anna, admin } = await world();
  const personId = company.person('Anna').id;
  await anna.push(api, [anna.submit(1_500)]);
  const ask = async (confirmed: LeftUndecided[] = []): Promise<LeftUndecided[]> => {
    const error: unknown = await admin.changePerson({ personId, active: false, confirmed }).catch((e: unknown) => e);
    return leftOf(error);
  };
  const shown = await ask();
  await anna.push(api, [anna.submit(1_600)]);
  const now = await ask(shown);
  expect(now).toContainEqual({ code: 'ownRequests', person: 'Anna', open: 2 });
  // Nothing counts as acknowledged if it was not shown at all.
  expect(await ask(now.filter(({ code }) => code !== 'ownCustomers'))).toEqual(now);
  // Less than what was shown is no news.
  const more = now.map((one) => (one.code === 'ownRequests' ? { ...one, open: 9 } : one));
  await admin.changePerson({ personId, active: false, confirmed: more });
});

test('a team that was not named is not confirmed by another', async () => {
  const { company, admin } = await world();
  const left = { code: 'teamWithoutManager' as const, person: 'Mona', team: 'South', open: 9 };
  const change = { personId: company.person('Mona').id, role: 'salesperson' as const };
  await expect(admin.changePerson({ ...change, confirmed: [left] })).rejects.toThrow(/only manager of North/);
  await admin.changePerson({ ...change, confirmed: [{ ...left, team: 'North' }] });
});

test('the question, the overview and the list of people count the same open requests, also those sent back for changes', async () => {
  const { company, anna, mona, admin } = await world();
  const requests = [anna.submit(1_500), anna.submit(1_600), anna.submit(1_700)];
  await anna.push(api, requests);
  const sentBack = mona.command(
    'request.requestAdjustment',
    { requestId: requests[0]?.args.requestId ?? '', reason: 'Less.', suggestedDiscountBp: null },
    { baseRevision: 1 },
  );
  expect((await mona.push(api, [sentBack])).outcomes[0]).toMatchObject({ requestStatus: 'adjustmentRequested' });
  const personId = company.person('Anna').id;
  await expect(admin.changePerson({ personId, active: false })).rejects.toMatchObject({
    cause: { refusal: { left: expect.arrayContaining([{ code: 'ownRequests', person: 'Anna', open: 3 }]) } },
  });
  await admin.changePerson({ personId, active: false, confirmed: true });
  expect(await admin.overview()).toMatchObject({ ownerLeft: 3, withoutApprover: 0 });
  const listed = (await admin.people()).find(({ id }) => id === personId);
  expect(listed?.leftBehind).toMatchObject({ open: 3 });
});

test('a request that was sent back counts in the overview as in the question, once nobody is left who could approve it', async () => {
  const { company, admin, ada } = await world();
  await company.changePerson(company.person('Sven'), { role: 'admin' });
  const sven = company.person('Sven').id;
  // Of Ada's own, deep enough for an admin: Sven could approve it.
  const requestId = v7();
  const submit = ada.command('request.submit', {
    requestId,
    customerId: company.customerOf(company.person('Anna')).id,
    items: [{ productId: company.product(1).id, quantity: 10, discountBp: 3_000 }],
    justification: 'mine',
  });
  await ada.push(api, [submit]);
  const other = await TestDevice.register(company, company.person('Sven'));
  const sentBack = other.command(
    'request.requestAdjustment',
    { requestId, reason: 'Less.', suggestedDiscountBp: null },
    { baseRevision: 1 },
  );
  expect((await other.push(api, [sentBack])).outcomes[0]).toMatchObject({ requestStatus: 'adjustmentRequested' });
  const demote = { personId: sven, role: 'manager' as const };
  await expect(admin.changePerson(demote)).rejects.toMatchObject({
    cause: { refusal: { left: expect.arrayContaining([{ code: 'withoutApprover', open: 1 }]) } },
  });
  await admin.changePerson({ ...demote, confirmed: true });
  expect((await admin.overview()).withoutApprover).toBe(1);
});
