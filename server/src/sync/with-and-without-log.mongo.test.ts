import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { commit } from '../tenancy/commit.ts';
import { toStored } from '../tenancy/documents.ts';
import type { Commit } from '../tenancy/unit-of-work.ts';
import { expectedView } from '../testing/expected-view.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { TestReader, type View } from '../testing/test-reader.ts';
import { readWritten } from './read-written.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

const NAMES = ['Anna', 'Carla', 'Mona', 'Ada'] as const;
const OWNERS = ['Anna', 'Bert', 'Carla', 'Mona'] as const;

/** What `look` finds, and what it finds while the log is not there. */
async function bothWays<T>({ id: companyId }: TestCompany, look: () => Promise<T>): Promise<[T, T]> {
  const changes = api.database.raw.collection('changes');
  const found = await look();
  const rows = await changes.find({ companyId }).toArray();
  await changes.deleteMany({ companyId });
  const without = await look();
  if (rows.length > 0) await changes.insertMany(rows);
  return [found, without];
}

interface Step {
  kind: 'put' | 'give' | 'delete' | 'again' | 'replace' | 'person' | 'role' | 'rules';
  which: number;
  to: (typeof OWNERS)[number];
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('put', 'give', 'delete', 'again', 'replace', 'person', 'role'),
  which: fc.nat(2),
  to: fc.constantFrom(...OWNERS),
});
/** New ones take the place of those in force, which stay where they are and are no news. */
const RULES: Step = { kind: 'rules', which: 0, to: 'Anna' };

/** Devices keep earlier rules as well. */
const withoutRules = (view: View) =>
  Object.fromEntries(Object.entries(view).filter(([, document]) => (document as { kind?: string }).kind !== 'ruleSet'));

async function take(unit: Commit, company: TestCompany, { kind, which, to }: Step): Promise<void> {
  const { id: ownerId, teamId } = company.person(to);
  const given = company.data.customers[which] ?? company.customerOf(company.person('Anna'));
  const customer = await unit.store.collection('customers').findById(given.id);
  const user = await unit.store.collection('users').findById(ownerId);
  if (kind === 'again' && customer === null) unit.put('customers', { ...toStored(given), ownerId, teamId });
  if (customer !== null && kind === 'put') unit.put('customers', { ...customer, city: `${customer.city}!` }, customer);
  if (customer !== null && kind === 'give') unit.put('customers', { ...customer, ownerId, teamId });
  if (customer !== null && (kind === 'delete' || kind === 'replace')) {
    try {
      unit.remove('customers', customer);
      if (kind === 'replace') unit.put('customers', { ...toStored(given), ownerId, teamId }, null);
    } catch {
      // Put by the same commit: one of the two is refused.
    }
  }
  if (user !== null && kind === 'person') unit.put('users', { ...user, pattern: null });
  if (user !== null && kind === 'role')
    unit.put('users', { ...user, role: user.role === 'manager' ? 'salesperson' : 'manager' });
  if (kind === 'rules') {
    const current = await unit.store.collection('businessRules').findOne({ current: true });
    if (current === null) return;
    unit.update('businessRules', { _id: current._id, current: true }, { $set: { current: false } });
    unit.put('businessRules', { ...current, _id: api.clock.newId(), version: current.version + 1 }, null);
  }
}

const round = fc.record({
  commits: fc.array(
    fc.record({
      steps: fc.array(step, { minLength: 1, maxLength: 4 }),
      hasRules: fc.boolean(),
      isLogged: fc.constantFrom(true, true, true, false),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  readers: fc.subarray([0, 1, 2, 3]),
  maxRows: fc.constantFrom(null, 1, 2, 3),
});

test('a page and the news are the same with the log and without it, whatever was committed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(round, { minLength: 2, maxLength: 6 }), async (rounds) => {
      const company = await createTestCompany(api.services);
      const readers = await Promise.all(
        NAMES.map(async (name) => {
          const device = await TestDevice.register(company, company.person(name));
          return { name, device, reader: new TestReader(device) };
        }),
      );
      for (const { reader } of readers) await reader.catchUp(api);
      for (const { commits, readers: chosen, maxRows } of rounds) {
        const from = await company.seq();
        const ends = [from];
        for (const { steps, isLogged, hasRules } of commits) {
          const { seq, after } = await commit(company.store, async (unit) => {
            for (const one of hasRules ? [...steps, RULES] : steps) await take(unit, company, one);
          });
          ends.push(seq);
          if (!isLogged && seq > after)
            await api.database.raw.collection('changes').deleteOne({ companyId: company.id, seq });
        }
        for (const upTo of ends.slice(1)) {
          for (const after of ends.filter((end) => end < upTo)) {
            const [withLog, without] = await bothWays(company, () => readWritten(company.store, after, upTo));
            expect(withLog).toEqual(without);
          }
        }
        for (const index of chosen) {
          const reader = readers[index]?.reader;
          if (reader === undefined) continue;
          reader.maxRows = maxRows;
          const [withLog, without] = await bothWays(company, () => reader.ask(api));
          expect(withLog).toEqual(without);
          await reader.page(api);
        }
      }
      for (const { name, device, reader } of readers) {
        reader.maxRows = null;
        await reader.catchUp(api);
        const { role = 'salesperson' } = (await company.store.collection('users').findById(device.person.id)) ?? {};
        const expected = await expectedView(api, company, { ...device.actor, role });
        expect(withoutRules(reader.view()), name).toEqual(withoutRules(expected));
      }
    }),
    { numRuns: 3 },
  );
});
