import { afterAll, describe, expect, test } from 'vitest';
import { commit } from '../tenancy/commit.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';
import { readWritten } from './read-written.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

const rename = (company: TestCompany) =>
  commit(company.store, async (unit) => {
    const { id } = company.customerOf(company.person('Bert'));
    const customer = await unit.store.collection('customers').findById(id);
    if (customer === null) throw new Error('the customer is gone');
    unit.put('customers', { ...customer, city: `${customer.city}!` }, customer);
  });

const namesOf = (written: Awaited<ReturnType<typeof readWritten>>) => written?.map(({ name }) => name) ?? null;

describe('what another process wrote', () => {
  test('written changes are withheld if somebody was demoted in the range and their record was written again since', async () => {
    const company = await createTestCompany(api.services);
    const mona = company.person('Mona');
    const after = await company.seq();
    await company.changePerson(mona, { role: 'salesperson' });
    await rename(company);
    const upTo = await company.seq();
    expect(namesOf(await readWritten(company.store, after, upTo))).toEqual(['users', 'customers']);
    await company.changePerson(mona, { name: 'Mona M.' });
    expect(await readWritten(company.store, after, upTo)).toBeNull();
    expect(namesOf(await readWritten(company.store, after, upTo + 1))).toEqual(['customers', 'users']);
  });

  test('written changes are withheld if the company itself was written again since', async () => {
    const company = await createTestCompany(api.services);
    const after = await company.seq();
    await rename(company);
    const upTo = await company.seq();
    await company.suspend();
    expect(await readWritten(company.store, after, upTo)).toBeNull();
    expect(namesOf(await readWritten(company.store, after, await company.seq()))).toEqual(['customers', 'companies']);
  });

  test('written changes are sent whatever else was written since', async () => {
    const company = await createTestCompany(api.services);
    const after = await company.seq();
    await company.changePerson(company.person('Anna'), { name: 'Anna A.' });
    const upTo = await company.seq();
    await rename(company);
    expect(namesOf(await readWritten(company.store, after, upTo))).toEqual(['users']);
  });
});
