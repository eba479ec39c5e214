import { hashPassword } from '@marginiq/server/auth/passwords';
import { RefreshTokens } from '@marginiq/server/auth/refresh-tokens';
import { systemClock } from '@marginiq/server/clock';
import { commit } from '@marginiq/server/tenancy/commit';
import { toStored } from '@marginiq/server/tenancy/documents';
import { createTestCompany, PASSWORD, type TestCompany, type TestPerson } from '@marginiq/server/testing/test-company';
import { TestDevice } from '@marginiq/server/testing/test-device';
import { v7 } from 'uuid';
import { type BenchDatabase, tokenOf } from '../node/bench-database.ts';
import type { SimulatedUser } from './simulated-user.ts';

const CUSTOMERS_EACH = 3;
/** One in so many of the people added is a manager. */
const A_MANAGER_IN = 9;

/** Adds people, and their customers, until a company has as many as it should. */
async function grow(company: TestCompany, people: number): Promise<void> {
  const { data } = company;
  const [anna, mona, customer] = [
    company.person('Anna'),
    company.person('Mona'),
    company.customerOf(company.person('Anna')),
  ];
  const passwordHash = await hashPassword(PASSWORD);
  for (let number = data.people.length; number < people; number += 1) {
    const like = number % A_MANAGER_IN === 0 ? mona : anna;
    const teamId = data.company.teams[number % data.company.teams.length]?.id ?? null;
    const person: TestPerson = {
      ...like,
      id: v7(),
      name: `Person ${number}`,
      email: `p${number}@${company.slug}.example`,
      teamId,
    };
    data.people.push(person);
    if (person.role !== 'salesperson') continue;
    for (let nth = 0; nth < CUSTOMERS_EACH; nth += 1) {
      const code = `P${number}-${nth}`;
      data.customers.push({
        ...customer,
        id: v7(),
        code,
        name: code,
        ownerId: person.id,
        teamId: teamId ?? company.id,
      });
    }
  }
  const known = await company.store.collection('users').find({});
  const isNew = new Set(known.map(({ _id }) => _id));
  const added = data.people.filter(({ id }) => !isNew.has(id));
  const theirs = data.customers.filter(({ ownerId }) => added.some(({ id }) => id === ownerId));
  await commit(company.store, async (unit) => {
    for (const person of added) unit.put('users', toStored({ ...person, passwordHash, viewEpoch: 1 }));
    for (const one of theirs) unit.put('customers', toStored(one));
  });
}

async function userOf(
  database: BenchDatabase['database'],
  company: TestCompany,
  person: TestPerson,
): Promise<SimulatedUser> {
  const device = await TestDevice.register(company, person);
  const grant = { companyId: company.id, userId: person.id, deviceId: device.id, client: 'desktop' as const };
  return {
    deviceId: device.id,
    role: person.role,
    token: await tokenOf(device),
    refreshToken: (await new RefreshTokens(database, systemClock).issue(grant)).token,
    customerIds: company
      .customersOf(person)
      .filter(({ blocked }) => !blocked)
      .map(({ id }) => id),
    productIds: company.data.products.filter(({ discontinued }) => !discontinued).map(({ id }) => id),
    signIn: null,
  };
}

/** Companies with their people, each on a device with a session; one person of each company signs in again. */
export async function populate(
  { database }: BenchDatabase,
  companies: number,
  people: number,
): Promise<SimulatedUser[]> {
  const users: SimulatedUser[] = [];
  for (let number = 0; number < companies; number += 1) {
    const company = await createTestCompany({ database });
    await grow(company, people);
    const own = await Promise.all(company.data.people.map((person) => userOf(database, company, person)));
    const [first] = own;
    const anna = company.person('Anna');
    if (first !== undefined) first.signIn = { company: company.slug, email: anna.email, password: PASSWORD };
    users.push(...own);
  }
  return users;
}
