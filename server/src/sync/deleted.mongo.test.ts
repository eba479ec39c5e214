import { afterAll, describe, expect, test } from 'vitest';
import { commit } from '../tenancy/commit.ts';
import { expectedView } from '../testing/expected-view.ts';
import { expectLawsHold } from '../testing/laws.ts';
import { startSibling, startTestApi } from '../testing/test-api.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { TestReader } from '../testing/test-reader.ts';
import { visibleChanges } from './visible-changes.ts';

const api = await startTestApi();
const sibling = await startSibling(api);
afterAll(async () => {
  await sibling.stop();
  await api[Symbol.asyncDispose]();
});

const WHO_SAW_IT = ['Anna', 'Mona', 'Ada'];
const NAMES = ['Anna', 'Bert', 'Mona', 'Sven', 'Ada'] as const;

async function world() {
  const company = await createTestCompany(api.services);
  const customer = company.customerOf(company.person('Anna'));
  const readers = await Promise.all(
    NAMES.map(async (name) => {
      const device = await TestDevice.register(company, company.person(name));
      return { name, device, reader: new TestReader(device) };
    }),
  );
  const remove = () =>
    commit(company.store, async (unit) => {
      const former = await unit.store.collection('customers').findById(customer.id);
      if (former !== null) unit.remove('customers', former);
    });
  return { company, customer, readers, remove };
}

describe('a document that is deleted', () => {
  test('a deleted document goes from every device that had it, an admin’s too, and from nobody else’s', async () => {
    const { company, customer, readers, remove } = await world();
    for (const { reader } of readers) await reader.catchUp(api);
    const { written } = await remove();
    for (const { name, device, reader } of readers) {
      const expected = WHO_SAW_IT.includes(name) ? [customer.id] : [];
      const idsOf = (removals: { id: string }[]) => removals.map(({ id }) => id);
      // As the stream sends it, and as the pull does.
      expect(idsOf(visibleChanges(written, device.actor).customers.removals), name).toEqual(expected);
      const page = await reader.page(sibling);
      expect(page.reset, name).toBe(false);
      expect(idsOf(page.changes.customers.removals), name).toEqual(expected);
      expect(reader.view(), name).toEqual(await expectedView(api, company, device.actor));
    }
    expect(await company.store.collection('customers').findById(customer.id)).toBeNull();
    await expectLawsHold(api, company);
  });

  test('a document that is deleted is not there for a device that reads from the beginning', async () => {
    const { company, customer, readers, remove } = await world();
    await remove();
    for (const { device, reader } of readers) {
      await reader.catchUp(api);
      expect(reader.view()).not.toHaveProperty([`customers/${customer.id}`]);
      expect(reader.view()).toEqual(await expectedView(api, company, device.actor));
    }
  });

  test('a document that is deleted can be made again under its id, for a new owner, wherever a device had read to', async () => {
    const { company, customer, readers, remove } = await world();
    for (const { reader } of readers.slice(0, 3)) await reader.catchUp(api);
    await remove();
    const again = { ...customer, companyId: company.id, seq: 0, ownerId: company.person('Bert').id };
    const { id, ...rest } = again;
    await commit(company.store, async (unit) => void unit.put('customers', { _id: id, ...rest }, null));
    for (const { device, reader } of readers) {
      await reader.catchUp(api);
      expect(reader.view()).toEqual(await expectedView(api, company, device.actor));
    }
  });

  test('a document that is deleted was not put by the same commit', async () => {
    const { company, customer } = await world();
    const both = commit(company.store, async (unit) => {
      const former = await unit.store.collection('customers').findById(customer.id);
      if (former === null) return;
      unit.put('customers', { ...former, name: 'another name' }, former);
      unit.remove('customers', former);
    });
    await expect(both).rejects.toThrow('was put by this commit');
  });
});
