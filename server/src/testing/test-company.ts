import type { Customer } from '@marginiq/contract/customer';
import type { Product } from '@marginiq/contract/product';
import type { Person } from '@marginiq/contract/reference';
import { v7 } from 'uuid';
import { setCompanyStatus } from '../admin/company-status.ts';
import { hashPassword } from '../auth/passwords.ts';
import { loginId } from '../auth/sign-in.ts';
import { systemClock } from '../clock.ts';
import { operator } from '../operate/operator.ts';
import type { Services } from '../procedures/services.ts';
import { commit } from '../tenancy/commit.ts';
import { createCompany } from '../tenancy/create-company.ts';
import { toStored } from '../tenancy/documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { type CompanyData, companyData } from './company-data.ts';

export const PASSWORD = 'correct horse battery staple';

let hashed: Promise<string> | undefined;

export type TestPerson = Person;

/** A company in the database, and what a test needs to act in it. */
export class TestCompany {
  readonly id: string;
  readonly data: CompanyData;
  readonly store: TenantStore;
  readonly database: Services['database'];

  constructor(id: string, data: CompanyData, database: Services['database']) {
    this.id = id;
    this.data = data;
    this.database = database;
    this.store = database.tenant(id);
  }

  get slug(): string {
    return this.data.company.slug;
  }

  /** Anna and Bert sell in the north under Mona, Carla and Dirk in the south under Sven; Ada is the admin. */
  person(name: 'Anna' | 'Bert' | 'Carla' | 'Dirk' | 'Mona' | 'Sven' | 'Ada'): TestPerson {
    const found = this.data.people.find((person) => person.name === name);
    if (found === undefined) throw new Error(`nobody is called ${name}`);
    return found;
  }

  customersOf(owner: TestPerson): Customer[] {
    return this.data.customers.filter(({ ownerId }) => ownerId === owner.id);
  }

  customerOf(owner: TestPerson): Customer {
    const [first] = this.customersOf(owner);
    if (first === undefined) throw new Error(`${owner.name} has no customers`);
    return first;
  }

  product(number: number): Product {
    const found = this.data.products[number - 1];
    if (found === undefined) throw new Error(`there is no product ${number}`);
    return found;
  }

  async seq(): Promise<number> {
    const counter = await this.store.collection('counters').findById(this.id);
    if (counter === null) throw new Error('the company has no counter');
    return counter.seq;
  }

  /** Changes a person the way an admin would: with a position of its own, so that it is pulled. */
  async changePerson(
    person: TestPerson,
    change: Partial<Pick<Person, 'active' | 'role' | 'teamId' | 'name' | 'pattern'>>,
  ): Promise<void> {
    await commit(this.store, async (unit) => {
      const user = await unit.store.collection('users').findById(person.id);
      if (user === null) throw new Error(`${person.name} is not in the database`);
      unit.put('users', { ...user, ...change });
    });
  }

  async suspend(): Promise<void> {
    await setCompanyStatus(this.store, 'suspended', { actor: operator(), clock: systemClock });
  }
}

interface Options {
  slug?: string;
  /** The part of everybody's email behind the @. */
  emailDomain?: string;
}

/** Makes a company with people, customers, products and rules. Everybody's password is `PASSWORD`. */
export async function createTestCompany(
  { database }: Pick<Services, 'database'>,
  { slug = `c${v7().slice(-10)}`, emailDomain = `${slug}.example` }: Options = {},
): Promise<TestCompany> {
  const id = v7();
  const data = companyData(id, slug, emailDomain);
  const store = database.tenant(id);
  hashed ??= hashPassword(PASSWORD);
  const passwordHash = await hashed;
  const company = toStored({ ...data.company, status: 'active' as const });
  await createCompany(store, { company, epoch: v7() }, (unit) => {
    for (const person of data.people) unit.put('users', toStored({ ...person, passwordHash, viewEpoch: 1 }));
    for (const customer of data.customers) unit.put('customers', toStored(customer));
    for (const product of data.products) unit.put('products', toStored(product));
    unit.put('businessRules', toStored({ ...data.ruleSet, current: true }));
    unit.put('governance', toStored({ ...data.governance, current: true }));
    unit.put('statistics', toStored({ ...data.statistics, current: true }));
  });
  await database.logins.insertMany(
    data.people.map(({ id: userId, email }) => ({
      _id: loginId(slug, email),
      companyId: id,
      userId,
    })),
  );
  return new TestCompany(id, data, database);
}
