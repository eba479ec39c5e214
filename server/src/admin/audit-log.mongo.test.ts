import { requestCode } from '@marginiq/domain/request-code';
import { v7 } from 'uuid';
import { afterAll, describe, expect, test } from 'vitest';
import { auditEntry } from '../tenancy/audit-entry.ts';
import { toStored } from '../tenancy/documents.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { aboutCustomers, MAX_CUSTOMERS } from './audit-log.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

async function world() {
  const company = await createTestCompany(api.services);
  const register = (name: 'Anna' | 'Mona' | 'Ada') => TestDevice.register(company, company.person(name));
  const [anna, mona, ada] = await Promise.all([register('Anna'), register('Mona'), register('Ada')]);
  const { admin } = ada.on(api);
  const find = async (customer: string) =>
    (await admin.audit({ before: null, customer })).entries.map(({ action }) => action);
  return { company, anna, mona, admin, find };
}

const rename = ({ store }: TestCompany, customerId: string, name: string) =>
  store.collection('customers').updateMany({ _id: customerId }, { $set: { name } });

/** Entries as a push leaves them, about as many customers as there are names. */
const write = ({ store, id: companyId }: TestCompany, customers: readonly string[]) =>
  store.collection('auditLogs').insertMany(
    customers.map((customer, index) =>
      toStored(
        auditEntry(companyId, {
          id: v7(),
          at: new Date(Date.parse(api.clock.now()) + index).toISOString(),
          action: 'request.submit',
          actor: { userId: null, name: 'Anna', role: 'system' },
          requestId: v7(),
          after: { customer, netMinor: 100 },
        }),
      ),
    ),
  );

test('a request whose device wrote its id in capitals is found by its number in the audit log', async () => {
  const { anna, admin } = await world();
  const requestId = `${v7().slice(0, -6)}abcdef`.toUpperCase();
  await anna.push(api, [anna.submit(1_500, requestId)]);
  const { entries } = await admin.audit({ before: null, requestCode: 'R-ABCDEF' });
  expect(entries).toMatchObject([{ action: 'request.submit', requestId }]);
});

describe('the audit log of a customer', () => {
  test('the audit log of a customer is found by parts of the name in any order, umlauts folded, whether an action was accepted or refused', async () => {
    const { company, anna, mona, find } = await world();
    const submit = anna.submit(1_500);
    await rename(company, submit.args.customerId, 'Stahlbau Müller Hansa');
    await anna.push(api, [submit]);
    api.clock.advance({ seconds: 1 });
    await mona.push(api, [mona.reject(submit.args.requestId, 7)]);
    const both = ['request.reject', 'request.submit'];
    for (const words of ['Stahlbau Müller Hansa', 'hansa STAHL', 'mueller', 'muller', ' müll  hansa ']) {
      expect(await find(words), words).toEqual(both);
    }
    expect(await find('hansa holzbau')).toEqual([]);
    expect(await find('.*')).toEqual([]);
  });

  test('the audit log of a customer says why a request was rejected, and nothing of it in an entry that has no such words', async () => {
    const { anna, mona, admin } = await world();
    const submit = anna.submit(1_500);
    await anna.push(api, [submit]);
    api.clock.advance({ seconds: 1 });
    await mona.push(api, [mona.reject(submit.args.requestId)]);
    const { entries } = await admin.audit({ before: null });
    const [rejected, submitted] = entries.filter(({ requestId }) => requestId === submit.args.requestId);
    expect(rejected?.after).toMatchObject({ status: 'rejected', note: 'too much' });
    expect(rejected?.before).not.toHaveProperty('note');
    expect(submitted?.after).not.toHaveProperty('note');
  });

  test('an entry is found by the name that the log shows, not by the customer’s current name', async () => {
    const { company, anna, find } = await world();
    const submit = anna.submit(1_500);
    await rename(company, submit.args.customerId, 'Kontor Alt');
    await anna.push(api, [submit]);
    await rename(company, submit.args.customerId, 'Kontor Neu');
    expect(await find('kontor alt')).toEqual(['request.submit']);
    expect(await find('kontor neu')).toEqual([]);
  });

  test('the audit log of a customer shows nothing of another company', async () => {
    const [mine, other] = [await world(), await world()];
    await write(other.company, ['Brückner Sonderbau']);
    expect(await mine.find('sonderbau')).toEqual([]);
    expect(await other.find('sonderbau')).toEqual(['request.submit']);
  });

  test('the audit log comes page by page, every entry once', async () => {
    const { company, admin } = await world();
    await write(
      company,
      Array.from({ length: 230 }, (_, index) => (index % 2 === 0 ? 'Nord Glas' : 'Süd Glas')),
    );
    const seen: string[] = [];
    for (let before: string | null = null, more = true; more; ) {
      const page = await admin.audit({ before, customer: 'glas' });
      seen.push(...page.entries.map(({ id }) => id));
      before = page.entries.at(-1)?.at ?? null;
      more = page.more;
    }
    expect(seen).toHaveLength(230);
    expect(new Set(seen).size).toBe(230);
  });

  test('the audit log of a customer says that the words fit too many customers instead of showing some of them', async () => {
    const { company, admin } = await world();
    await write(
      company,
      Array.from({ length: MAX_CUSTOMERS + 1 }, (_, index) => `Werft ${index}`),
    );
    expect(await admin.audit({ before: null, customer: 'werft' })).toEqual({
      entries: [],
      more: false,
      tooManyCustomers: true,
    });
    expect((await admin.audit({ before: null, customer: 'werft 50' })).entries).toHaveLength(1);
  });

  test('a word that may be a number as well is looked up as a number first', async () => {
    const { company, anna, admin } = await world();
    const submit = anna.submit(1_500);
    await anna.push(api, [submit]);
    await write(company, ['Facade Glazing']);
    const code = requestCode(submit.args.requestId).slice(2);
    const either = async (typed: string) =>
      (await admin.audit({ before: null, requestCode: typed, customer: typed })).entries;
    expect((await either(code)).map(({ requestId }) => requestId)).toEqual([submit.args.requestId]);
    expect(await either('facade')).toHaveLength(1);
  });

  test('no more of the log is read than is shown', async () => {
    const { company } = await world();
    const names = Array.from({ length: 40 }, (_, index) => `Kunde ${index}`);
    await write(company, [...Array.from({ length: 3_000 }, () => 'Andere'), ...names, ...names]);
    const log = api.database.raw.collection('auditLogs');
    const plan = await log
      .find({ companyId: company.id, ...aboutCustomers(names) })
      .sort({ at: -1, _id: -1 })
      .limit(50)
      .explain('executionStats');
    expect(plan.executionStats.nReturned).toBe(50);
    expect(plan.executionStats.totalDocsExamined).toBeLessThanOrEqual(60);
    expect(plan.executionStats.totalKeysExamined).toBeLessThan(250);
    const distinct = await api.database.raw.command({
      explain: { distinct: 'auditLogs', key: 'after.customer', query: { companyId: company.id } },
      verbosity: 'executionStats',
    });
    expect(distinct.executionStats.totalKeysExamined).toBeLessThan(60);
  });
});

describe('an entry about a new request that was refused', () => {
  test('an entry says whom a refused new request was for, though nothing was made', async () => {
    const { company, anna, admin } = await world();
    const submit = anna.submit(1_500);
    await company.store
      .collection('customers')
      .updateMany({ _id: submit.args.customerId }, { $set: { name: 'Kontor Nord', blocked: true } });
    await anna.push(api, [submit]);
    const { entries } = await admin.audit({ before: null });
    expect(entries.find(({ commandId }) => commandId === submit.id)).toMatchObject({
      result: 'refused',
      after: null,
      askedFor: 'Kontor Nord',
    });
  });

  test('an entry names no customer that does not exist, nor anybody for a request that was made', async () => {
    const { anna, admin } = await world();
    const unknown = anna.submit(1_500);
    const made = anna.submit(1_500);
    await anna.push(api, [{ ...unknown, args: { ...unknown.args, customerId: v7() } }, made]);
    const { entries } = await admin.audit({ before: null });
    expect(entries.map(({ askedFor }) => askedFor)).toEqual(entries.map(() => null));
    expect(entries.some(({ result }) => result === 'refused')).toBe(true);
  });
});
