import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { purgeRevocations } from '../jobs/purge-revocations.ts';
import { expectedView } from '../testing/expected-view.ts';
import { expectLawsHold } from '../testing/laws.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { startTestPair } from '../testing/test-pair.ts';
import { TestReader } from '../testing/test-reader.ts';

const [api, sibling] = await startTestPair();
const NAMES = ['Anna', 'Bert', 'Carla', 'Mona', 'Sven', 'Ada'] as const;
type Name = (typeof NAMES)[number];

async function world() {
  const company = await createTestCompany(api.services);
  const devices = new Map<Name, TestDevice>();
  for (const name of NAMES) devices.set(name, await TestDevice.register(company, company.person(name)));
  const device = (name: Name) => {
    const found = devices.get(name);
    if (found === undefined) throw new Error(`${name} has no device`);
    return found;
  };
  const admin = (at = api) => device('Ada').on(at).admin;
  return { company, device, admin };
}

/** The person's authority as currently stored. */
async function actorNow(company: TestCompany, name: Name) {
  const user = await company.store.collection('users').findById(company.person(name).id);
  if (user === null) throw new Error(`${name} is gone`);
  return { userId: user._id, name: user.name, role: user.role, teamId: user.teamId };
}

describe('a document that goes to somebody else', () => {
  test('a document is removed from the former owner and manager, and given to the new ones, without a reset', async () => {
    const { company, device, admin } = await world();
    const submit = device('Anna').submit();
    const { requestId, customerId } = submit.args;
    await device('Anna').push(api, [submit]);
    const readers = new Map(NAMES.map((name) => [name, new TestReader(device(name))]));
    for (const reader of readers.values()) await reader.catchUp(api);
    await admin().reassign({ customerIds: [customerId], requestIds: [requestId], ownerId: company.person('Carla').id });
    for (const [name, reader] of readers) {
      const page = await reader.page(sibling);
      expect(page.reset, name).toBe(false);
      const removed = page.changes.requests.removals.map(({ id }) => id);
      expect(removed, name).toEqual(name === 'Anna' || name === 'Mona' ? [requestId] : []);
      expect(reader.view(), name).toEqual(await expectedView(api, company, device(name).actor));
    }
    await expectLawsHold(api, company);
  });

  test('a document that goes and comes back is there again, whatever page the reader was on', async () => {
    const { company, device, admin } = await world();
    const submit = device('Anna').submit();
    await device('Anna').push(api, [submit]);
    const reader = new TestReader(device('Anna'));
    await reader.catchUp(api);
    for (const name of ['Carla', 'Bert', 'Anna'] as const) {
      const to = { customerIds: [], requestIds: [submit.args.requestId], ownerId: company.person(name).id };
      await admin().reassign(to);
    }
    await reader.catchUp(api);
    expect(reader.view()).toEqual(await expectedView(api, company, device('Anna').actor));
  });
});

test('a document that changes hands twice while devices are away is removed from everybody who had it meanwhile', async () => {
  const { company, device, admin } = await world();
  const { id } = company.customerOf(company.person('Anna'));
  const [first, second] = [new TestReader(device('Anna')), new TestReader(device('Bert'))];
  const give = (name: Name) =>
    admin().reassign({ customerIds: [id], requestIds: [], ownerId: company.person(name).id });
  await first.catchUp(api);
  await give('Bert');
  await second.catchUp(api);
  await give('Carla');
  for (const [name, reader] of [
    ['Anna', first],
    ['Bert', second],
  ] as const) {
    await reader.catchUp(api);
    expect(reader.view(), name).toEqual(await expectedView(api, company, device(name).actor));
  }
});

describe('a person', () => {
  test('a person who changes team takes customers and open requests along, and reads from scratch', async () => {
    const { company, device, admin } = await world();
    await device('Anna').push(api, [device('Anna').submit(), device('Anna').submit(300)]);
    const readers = (['Anna', 'Mona', 'Sven'] as const).map((name) => ({ name, reader: new TestReader(device(name)) }));
    for (const { reader } of readers) await reader.catchUp(api);
    const south = company.person('Carla').teamId;
    await admin().changePerson({ personId: company.person('Anna').id, teamId: south });
    for (const { name, reader } of readers) {
      const page = await reader.page(api);
      expect(page.reset, name).toBe(name === 'Anna');
      expect(reader.view(), name).toEqual(await expectedView(api, company, await actorNow(company, name)));
    }
    // What was decided stays with the team that decided it.
    const decided = await company.store.collection('discountRequests').find({ status: 'autoApproved' });
    expect(decided.map(({ teamId }) => teamId)).toEqual([company.person('Mona').teamId]);
  });

  test('who is the last admin stays one', async () => {
    const { company, admin } = await world();
    const personId = company.person('Ada').id;
    for (const change of [{ role: 'manager' as const }, { active: false }]) {
      await expect(admin().changePerson({ personId, ...change })).rejects.toThrow(/last active admin/);
    }
    await admin().changePerson({ personId: company.person('Mona').id, role: 'admin', confirmed: true });
    const { teamId } = company.person('Mona');
    await admin().changePerson({ personId, role: 'manager', teamId, confirmed: true });
    await expect(admin().devices()).rejects.toThrow(/Only admins/);
  });

  test('a person cannot be put into a team of nobody', async () => {
    const { company, admin } = await world();
    const change = { personId: company.person('Anna').id, teamId: company.id };
    await expect(admin().changePerson(change)).rejects.toThrow('There is no such team.');
  });
});

const still = { who: 'Anna', to: 'Anna', at: 0 } as const;
/** The newest document of all is a revocation, and is purged. */
const NEWEST_IS_PURGED = (['move', 'purge', 'read', 'purge', 'purge'] as const).map((kind) => ({ ...still, kind }));

test('whatever goes to whomever, everybody ends with exactly the visible set (law 2)', async () => {
  const step = fc.record({
    kind: fc.constantFrom('submit', 'move', 'team', 'role', 'read', 'purge'),
    who: fc.constantFrom<Name>('Anna', 'Bert', 'Carla', 'Mona'),
    to: fc.constantFrom<Name>('Anna', 'Bert', 'Carla', 'Sven'),
    at: fc.nat(5),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const { company, device, admin } = await world();
      const readers = NAMES.map((name) => ({ name, reader: new TestReader(device(name)) }));
      const requestIds: string[] = [];
      for (const { kind, who, to, at } of steps) {
        if (kind === 'submit') {
          const seller = who === 'Mona' ? 'Anna' : who;
          const submit = device(seller).submit(1_500);
          await device(seller).push(at % 2 === 0 ? api : sibling, [submit]);
          const stored = await company.store.collection('discountRequests').findById(submit.args.requestId);
          if (stored !== null) requestIds.push(submit.args.requestId);
        } else if (kind === 'move') {
          const moved = requestIds.filter((_, index) => index % 3 === at % 3);
          const customers = company.data.customers.filter((_, index) => index % 6 === at).map(({ id }) => id);
          await admin().reassign({ customerIds: customers, requestIds: moved, ownerId: company.person(to).id });
        } else if (kind === 'team') {
          await admin(sibling).changePerson({
            personId: company.person(who).id,
            teamId: company.person(to).teamId,
            confirmed: true,
          });
        } else if (kind === 'role') {
          const role = (['salesperson', 'manager', 'admin'] as const)[at % 3] ?? 'salesperson';
          await admin().changePerson({ personId: company.person(who).id, role, confirmed: true });
        } else if (kind === 'read') await readers[at]?.reader.page(api);
        else {
          api.clock.advance({ minutes: 100 * 24 * 60 });
          await purgeRevocations(company.store, api.clock);
        }
      }
      for (const { name, reader } of readers) {
        await reader.catchUp(sibling);
        expect(reader.view(), name).toEqual(await expectedView(api, company, await actorNow(company, name)));
      }
      await expectLawsHold(api, company);
    }),
    { numRuns: 12, examples: [[NEWEST_IS_PURGED]] },
  );
});
