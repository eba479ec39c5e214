import { afterAll, expect, test } from 'vitest';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { correctEach } from './correct-each.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

test('a document that cannot be corrected, because clients could not read it then, ends the contract with its name', async () => {
  const company = await createTestCompany(api.services);
  const { id } = company.customerOf(company.person('Anna'));
  const ports = { clock: api.clock, stopwatch: () => 0, pause: async () => undefined };
  const fits = { $ne: ['$_id', `${company.id}:${id}`] };
  const correct = <T extends object>(customer: T) => ({ ...customer, name: 7 as never });
  const corrected = correctEach(company.store, { collection: 'customers', fits, correct }, ports);
  await expect(corrected).rejects.toThrow(`1 of customers do not fit: customers ${id}`);
});
