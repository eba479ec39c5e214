import { hashPassword } from '../auth/passwords.ts';
import { loginId } from '../auth/sign-in.ts';
import type { Clock } from '../clock.ts';
import { createCompany } from '../tenancy/create-company.ts';
import type { Database } from '../tenancy/database.ts';
import { toStored, type UserRecord } from '../tenancy/documents.ts';
import { type DemoCompany, generateDemo } from './generate/generate-demo.ts';
import type { DemoPerson } from './generate/people.ts';

export interface SeededCompany {
  name: string;
  slug: string;
  currency: string;
  logins: { role: DemoPerson['role']; name: string; email: string; password: string }[];
}

async function toUser({ password, ...person }: DemoPerson): Promise<UserRecord> {
  return { ...toStored(person), passwordHash: await hashPassword(password), viewEpoch: 1 };
}

async function writeCompany(database: Database, clock: Clock, demo: DemoCompany): Promise<void> {
  const users: UserRecord[] = [];
  for (const person of demo.people) users.push(await toUser(person));
  const store = database.tenant(demo.company.id);
  const company = { ...toStored(demo.company), status: 'active' as const };
  await createCompany(store, { company, epoch: clock.newId() }, (commit) => {
    commit.put('businessRules', { ...toStored(demo.ruleSet), current: true });
    commit.put('governance', { ...toStored(demo.governance), current: true });
    commit.put('statistics', { ...toStored(demo.statistics), current: true });
    for (const user of users) commit.put('users', user);
    for (const product of demo.products) commit.put('products', toStored(product));
    for (const customer of demo.customers) commit.put('customers', toStored(customer));
    for (const request of demo.requests) commit.put('discountRequests', toStored(request));
  });
}

/** Written after the company, and again on every run: a seed that was killed in between is healed by the next one. */
async function writeLogins(database: Database, slug: string, companyId: string): Promise<void> {
  const users = await database.tenant(companyId).collection('users').find({});
  for (const { _id: userId, email } of users) {
    await database.logins.updateOne({ _id: loginId(slug, email) }, { $set: { companyId, userId } }, { upsert: true });
  }
}

/** Two salespeople, their manager first, and the admin: enough to try everything. */
function shownLogins(people: readonly DemoPerson[]): SeededCompany['logins'] {
  const of = (role: DemoPerson['role'], count: number) =>
    people.filter((person) => person.role === role).slice(0, count);
  return [...of('salesperson', 2), ...of('manager', 2), ...of('admin', 1)].map(({ role, name, email, password }) => ({
    role,
    name,
    email,
    password,
  }));
}

/**
 * Makes the demo companies where they are missing. Running it again changes nothing.
 * @returns who can sign in, and whether anything was made
 */
export async function seedDemo(
  database: Database,
  clock: Clock,
  { seed, progress }: { seed: number; progress: (line: string) => void },
): Promise<{ companies: SeededCompany[]; made: number }> {
  let made = 0;
  const companies: SeededCompany[] = [];
  for (const demo of generateDemo({ seed, now: clock.now() })) {
    const { name, slug, currency } = demo.company;
    const known = await database.companyIdBySlug(slug);
    if (known === null) {
      progress(`Making ${name} (${demo.requests.length} past requests) ...`);
      await writeCompany(database, clock, demo);
      made += 1;
    }
    await writeLogins(database, slug, known ?? demo.company.id);
    companies.push({ name, slug, currency, logins: shownLogins(demo.people) });
  }
  return { companies, made };
}
