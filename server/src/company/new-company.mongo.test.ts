import { governanceSchema } from '@marginiq/contract/governance';
import { companySchema, personSchema, statisticsSchema } from '@marginiq/contract/reference';
import { ruleSetSchema } from '@marginiq/contract/rule-set';
import { describe, expect, it } from 'vitest';
import { operator } from '../operate/operator.ts';
import { fromStored } from '../tenancy/documents.ts';
import { personOf } from '../tenancy/told.ts';
import { credentials, httpCall } from '../testing/http-call.ts';
import { startTestApi } from '../testing/test-api.ts';
import { makeCompany } from './new-company.ts';

const ACME = {
  name: 'Acme Tools',
  slug: 'acme',
  currency: 'EUR',
  locale: 'en-GB',
  timeZone: 'Europe/Berlin',
  adminName: 'Ada Stern',
  adminEmail: 'ada@acme.example',
};
const actor = operator('tester');
const PASSWORD = 'seven trains to Kiel';

describe('a new company', () => {
  it('a new company is complete: what its devices are sent fits the contract, and its admin can sign in', async () => {
    await using api = await startTestApi();
    const { database } = api.services;
    const { companyId, token } = await makeCompany(database, { clock: api.clock, actor }, ACME);
    const store = database.tenant(companyId);
    const only = async <T>(found: Promise<T[]>): Promise<T> => {
      const [first, ...more] = await found;
      expect(more).toEqual([]);
      if (first === undefined) throw new Error('it is missing');
      return first;
    };
    const company = companySchema.parse(fromStored(await only(store.collection('companies').find({}))));
    expect(company).toMatchObject({ name: 'Acme Tools', slug: 'acme', timeZone: 'Europe/Berlin', teams: [] });
    const ada = personSchema.parse(personOf(await only(store.collection('users').find({}))));
    expect(ada).toMatchObject({ email: 'ada@acme.example', role: 'admin', teamId: null, active: true });
    const rules = ruleSetSchema.parse(
      fromStored(await only(store.collection('businessRules').find({ current: true }))),
    );
    expect(rules.rules.some(({ onBreach, kind }) => kind === 'minimumMargin' && onBreach === 'forbid')).toBe(true);
    governanceSchema.parse(fromStored(await only(store.collection('governance').find({ current: true }))));
    statisticsSchema.parse(fromStored(await only(store.collection('statistics').find({ current: true }))));
    const counter = await store.collection('counters').findById(companyId);
    expect(counter?.seq).toBe(5);

    const signIn = () => {
      const typed = { ...credentials({ slug: 'acme' } as never, ada, { password: PASSWORD, client: 'admin' }) };
      return httpCall(api, 'auth.login', typed);
    };
    expect((await signIn()).code).toBe('UNAUTHORIZED');
    expect((await httpCall(api, 'auth.setPassword', { token, password: PASSWORD })).code).toBeNull();
    expect((await signIn()).code).toBeNull();
  });

  it('a new company names in the audit log who made it, and nothing secret', async () => {
    await using api = await startTestApi();
    const { companyId } = await makeCompany(api.services.database, { clock: api.clock, actor }, ACME);
    const [entry] = await api.services.database.tenant(companyId).collection('auditLogs').find({});
    expect(entry).toMatchObject({
      action: 'company.create',
      actor: { userId: null, name: 'operator tester', role: 'operator' },
      after: { name: 'Acme Tools', slug: 'acme', admin: 'ada@acme.example' },
    });
  });

  it('a new company under an existing short name is refused, and leaves nothing behind', async () => {
    await using api = await startTestApi();
    const { database } = api.services;
    const make = () => makeCompany(database, { clock: api.clock, actor }, ACME);
    // Both find the name free; the unique index lets one through.
    const results = await Promise.allSettled([make(), make(), make()]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(String(result.reason)).toContain('Give another --short-name');
    }
    await expect(make()).rejects.toThrow('There is a company with the short name "acme" already');
    for (const name of ['companies', 'counters', 'users', 'businessRules', 'passwordLinks', 'auditLogs']) {
      expect(await api.database.raw.collection(name).countDocuments(), name).toBe(1);
    }
  });

  it('a new company has limits in its own currency’s units', async () => {
    await using test = await startTestApi();
    const limitOf = async (currency: string) => {
      const settings = { ...ACME, slug: currency.toLowerCase(), currency };
      const { companyId } = await makeCompany(test.services.database, { clock: test.clock, actor }, settings);
      const governance = await test.services.database.tenant(companyId).collection('governance').findOne({});
      return governance?.autoApproval.maxNetTotalMinor;
    };
    expect(await limitOf('EUR')).toBe(1_000_000);
    expect(await limitOf('JPY')).toBe(10_000);
  });
});
