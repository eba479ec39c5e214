import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { requestCode } from '@marginiq/domain/request-code';
import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { newPasswordLink, replacePasswordLink } from './auth/password-links.ts';
import { expireRequests } from './jobs/expire-requests.ts';
import { purgeRevocations } from './jobs/purge-revocations.ts';
import { appRouter } from './procedures/router.ts';
import { commit } from './tenancy/commit.ts';
import { credentials, httpCall, refreshTokenOf, sessionOf } from './testing/http-call.ts';
import { CUSTOMERS_OF_EACH, liveLong, OPEN_REQUESTS } from './testing/long-lived-company.ts';
import { type Looked, lookedAt } from './testing/profiler.ts';
import { createTestCompany, type TestCompany } from './testing/test-company.ts';
import { TestDevice } from './testing/test-device.ts';
import { TestListener } from './testing/test-listener.ts';
import { startTestPair } from './testing/test-pair.ts';
import { TestReader } from './testing/test-reader.ts';

/*
 * Calls every procedure for a company that has lived for years, and lets MongoDB's profiler tell what it looked at for each
 * command. Whatever finds few documents must not look at many: a query that needs an index and has none fails here. A new
 * procedure needs a case here.
 */

const [api, sibling] = await startTestPair();
const company = await createTestCompany(api.services);
await liveLong(company);

/** How many documents and keys a command may examine: a number for each that it finds, and a few to choose its plan. */
const DOCUMENTS_EACH = 2;
const KEYS_EACH = 4;
const FREE = 60;

/** Somebody with a device, who did something on it before. */
async function somebody(name: Parameters<TestCompany['person']>[0]): Promise<TestDevice> {
  return TestDevice.register(company, company.person(name));
}

/** The procedures that take a device's session in the body. */
async function signIn(name: 'Anna' | 'Ada' = 'Anna') {
  const device = v7();
  const answer = await httpCall(api, 'auth.login', credentials(company, company.person(name), { deviceId: device }));
  return { refreshToken: refreshTokenOf(sessionOf(answer)) };
}

async function linkFor(name: 'Sven'): Promise<string> {
  const person = { companyId: company.id, userId: company.person(name).id };
  const { token, record } = newPasswordLink(person, api.clock.now());
  await commit(company.store, async (unit) => replacePasswordLink(unit, record));
  return token;
}

/** Prepares something, and returns the calls to examine. */
type Case = () => Promise<() => Promise<unknown>>;

/** A reader that has read all there is, and then something is written. */
async function caughtUp(name: 'Anna' | 'Mona' | 'Ada') {
  const reader = new TestReader(await somebody(name));
  await reader.catchUp(api);
  const anna = await somebody('Anna');
  await anna.push(api, [anna.submit()]);
  return reader;
}

const CASES: Record<string, Case> = {
  'auth.login': async () => () => signIn(),
  'auth.login of a known device': async () => {
    const given = credentials(company, company.person('Anna'), { newLocalKey: true });
    await httpCall(api, 'auth.login', given);
    return () => httpCall(api, 'auth.login', given);
  },
  'auth.refresh': async () => {
    const { refreshToken } = await signIn();
    return () => httpCall(api, 'auth.refresh', { client: 'desktop', refreshToken });
  },
  'auth.reportWipe': async () => {
    const { refreshToken } = await signIn();
    return () => httpCall(api, 'auth.reportWipe', { client: 'desktop', refreshToken, unanswered: [v7()] });
  },
  'auth.logout': async () => {
    const { refreshToken } = await signIn();
    return () => httpCall(api, 'auth.logout', { client: 'desktop', refreshToken });
  },
  'auth.passwordLink': async () => {
    const token = await linkFor('Sven');
    return () => httpCall(api, 'auth.passwordLink', { token });
  },
  'auth.setPassword': async () => {
    const token = await linkFor('Sven');
    return () => httpCall(api, 'auth.setPassword', { token, password: 'a train to Kiel at seven' });
  },
  'sync.reportUnreadable': async () => {
    const anna = await somebody('Anna');
    const documents = [{ collection: 'customers' as const, key: v7(), seq: 1, where: 'name' }];
    return () => anna.on(api).sync.reportUnreadable({ protocol: PROTOCOL_VERSION, program: '1', documents });
  },
  'sync.push': async () => {
    const [anna, mona] = [await somebody('Anna'), await somebody('Mona')];
    const [known, submit] = [anna.submit(), anna.submit()];
    await anna.push(api, [known]);
    return async () => {
      await anna.push(api, [known, submit]);
      await mona.push(api, [mona.approve(submit.args.requestId)]);
      await anna.push(sibling, [anna.withdraw(known.args.requestId)]);
    };
  },
  'sync.pull by a salesperson': async () => {
    const reader = await caughtUp('Anna');
    return () => reader.page(api);
  },
  'sync.pull by a manager': async () => {
    const reader = await caughtUp('Mona');
    return () => reader.page(api);
  },
  'sync.pull by an admin': async () => {
    const reader = await caughtUp('Ada');
    return () => reader.page(api);
  },
  'sync.pull from scratch by a salesperson': async () => {
    const reader = new TestReader(await somebody('Anna'));
    return () => reader.catchUp(api);
  },
  'sync.pull from scratch by a manager': async () => {
    const reader = new TestReader(await somebody('Mona'));
    return () => reader.catchUp(api);
  },
  'sync.pull from scratch by an admin': async () => {
    const reader = new TestReader(await somebody('Ada'));
    return () => reader.catchUp(api);
  },
  'sync.stream': async () => {
    const [anna, mona] = [await somebody('Anna'), await somebody('Mona')];
    return async () => {
      const listener = await TestListener.open(sibling, mona);
      await anna.push(api, [anna.submit()]);
      await listener.reaches(await company.seq());
      listener.close();
    };
  },
  'admin.overview': async () => {
    const ada = await somebody('Ada');
    return () => ada.on(api).admin.overview();
  },
  'admin.people': async () => {
    const ada = await somebody('Ada');
    return () => ada.on(api).admin.people();
  },
  'admin.devices': async () => {
    const ada = await somebody('Ada');
    return () => ada.on(api).admin.devices();
  },
  'admin.revokeDevice': async () => {
    const [ada, bert] = [await somebody('Ada'), await somebody('Bert')];
    return () => ada.on(api).admin.revokeDevice({ deviceId: bert.id });
  },
  'admin.changePerson': async () => {
    const ada = await somebody('Ada');
    const [{ id: personId }, { teamId }] = [company.person('Dirk'), company.person('Anna')];
    return () => ada.on(api).admin.changePerson({ personId, teamId });
  },
  'admin.reassign': async () => {
    const ada = await somebody('Ada');
    const customerIds = [company.customerOf(company.person('Carla')).id];
    return () => ada.on(api).admin.reassign({ customerIds, requestIds: [], ownerId: company.person('Bert').id });
  },
  'admin.audit': async () => {
    const ada = await somebody('Ada');
    return async () => {
      const { admin } = ada.on(api);
      const first = await admin.audit({ before: null });
      expect(first.more).toBe(true);
      await admin.audit({ before: first.entries.at(-1)?.at ?? null });
    };
  },
  'admin.audit of a request': async () => {
    const ada = await somebody('Ada');
    const { admin } = ada.on(api);
    const requestId = (await admin.audit({ before: null })).entries.find((entry) => entry.requestId)?.requestId ?? null;
    return () => admin.audit({ before: null, requestId });
  },
  'admin.audit of a customer': async () => {
    const ada = await somebody('Ada');
    return () => ada.on(api).admin.audit({ before: null, customer: 'Customer 39' });
  },
  'admin.audit of a number': async () => {
    const ada = await somebody('Ada');
    const { admin } = ada.on(api);
    const requestId = (await admin.audit({ before: null })).entries.find((entry) => entry.requestId)?.requestId ?? '';
    return () => admin.audit({ before: null, requestCode: requestCode(requestId) });
  },
  'the worker’s jobs': async () => async () => {
    const clock = { now: () => '2020-01-01T00:00:00.000Z', newId: () => v7() };
    await expireRequests(company.store, clock);
    await purgeRevocations(company.store, clock);
  },
};

/**
 * Open requests are found by status, and a person's own among them by a filter: few requests are open at a time, and an
 * index for each kind of reader would add a write to every push.
 */
const amongOpen = ({ collection, what, documents }: Looked) =>
  collection === 'discountRequests' && what.includes('underReview') && documents <= OPEN_REQUESTS + FREE;

/** The last commit of a move looks once at the customers that the ones before it have moved: they have their owner in common. */
const amongTheOwners = ({ collection, what, documents }: Looked) =>
  collection === 'customers' && what.includes('"ownerId":"') && documents <= CUSTOMERS_OF_EACH + FREE;

/** What looks at more on purpose, and how much it may. */
const MORE: Record<string, (looked: Looked) => boolean> = {
  'sync.pull from scratch by a salesperson': amongOpen,
  'sync.pull from scratch by a manager': amongOpen,
  'sync.pull from scratch by an admin': amongOpen,
  'admin.changePerson': (looked) => amongOpen(looked) || amongTheOwners(looked),
  // Counts are read off an index, never off documents.
  'admin.overview': ({ isCount, documents }) => isCount && documents <= FREE,
  // Sorted here: an index by the time when a device was last seen would be written by every push.
  'admin.devices': ({ collection }) => collection === 'devices',
  // The names that the log knows, and the requests whose ids end like a number, are read off indexes.
  'admin.audit of a customer': ({ isCount, documents }) => isCount && documents <= FREE,
  'admin.audit of a number': ({ documents, found }) => documents <= DOCUMENTS_EACH * found + FREE,
};

test.each(Object.keys(CASES))('%s looks at little more than it finds', async (name) => {
  const prepare = CASES[name];
  if (prepare === undefined) throw new Error(`there is no case ${name}`);
  const work = await prepare();
  const all = await lookedAt(api.database, work);
  expect(all.length).toBeGreaterThan(0);
  const tooMuch = all.filter(
    (looked) =>
      (looked.documents > DOCUMENTS_EACH * looked.found + FREE || looked.keys > KEYS_EACH * looked.found + FREE) &&
      !MORE[name]?.(looked),
  );
  const told = tooMuch.map(({ what, keys, documents, found }) => `${found} of ${documents} (${keys} keys): ${what}`);
  expect(told).toEqual([]);
});

test('every procedure has a case', () => {
  const names = Object.keys(CASES).map((name) => name.split(' ')[0]);
  expect(Object.keys(appRouter._def.procedures).filter((path) => !names.includes(path))).toEqual([]);
});
