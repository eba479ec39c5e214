import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { TenantStore } from '../tenancy/tenant-store.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { TestReader } from '../testing/test-reader.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());
afterEach(() => vi.restoreAllMocks());

/** Runs `work` right before the next snapshot is taken, whatever was read before that. */
function beforeNextSnapshot(work: () => Promise<void>): void {
  const original = TenantStore.prototype.asOfNow;
  vi.spyOn(TenantStore.prototype, 'asOfNow').mockImplementationOnce(async function (this: TenantStore, read) {
    await work();
    return original.call(this, read) as never;
  });
}

async function world() {
  const company = await createTestCompany(api.services);
  const [bert, mona] = await Promise.all([
    TestDevice.register(company, company.person('Bert')),
    TestDevice.register(company, company.person('Mona')),
  ]);
  const reader = new TestReader(mona);
  await reader.catchUp(api);
  return { company, bert, mona, reader };
}

test('somebody who is demoted while pulling gets nothing that was written after that', async () => {
  const { company, bert, mona, reader } = await world();
  const submit = bert.submit();
  beforeNextSnapshot(async () => {
    await company.changePerson(mona.person, { role: 'salesperson' });
    await bert.push(api, [submit]);
  });
  const page = await reader.ask(api);
  expect(page.changes.requests.upserts.map(({ id }) => id)).toEqual([]);
  // What was shown to a manager must be read again with the new authority.
  expect(page.reset).toBe(true);
});

test('a person who is deactivated while pulling gets nothing at all', async () => {
  const { company, bert, mona, reader } = await world();
  beforeNextSnapshot(async () => {
    await company.changePerson(mona.person, { active: false });
    await bert.push(api, [bert.submit()]);
  });
  await expect(reader.ask(api)).rejects.toMatchObject({ refusal: 'personInactive' });
});
