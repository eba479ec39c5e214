import type { Customer } from '@marginiq/contract/customer';
import { type Actor, type DiscountRequest, OPEN_STATUSES } from '@marginiq/contract/discount-request';
import type { Product } from '@marginiq/contract/product';
import type { Person } from '@marginiq/contract/reference';
import { decideHandOver } from '@marginiq/domain/hand-over';
import { DecisionState } from '../commands/decision-state.ts';
import type { Clock } from '../services.ts';
import { fromStored, type ImportSettingsRecord } from '../tenancy/documents.ts';
import { GatheredReads } from '../tenancy/gathered-reads.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { personOf } from '../tenancy/told.ts';
import { dealKey } from './deal-id.ts';
import { findDeals } from './find-deals.ts';
import type { FilesRead } from './import-files.ts';
import { foldKey } from './keys.ts';
import { emptyPlan, type Plan } from './plan.ts';
import { type CustomerPlan, planCustomers } from './plan-customers.ts';
import { DealPlanner } from './plan-deals.ts';
import { type ProductPlan, planProducts } from './plan-products.ts';
import { NO_FILE, Problems } from './problem.ts';
import type { Table } from './read-table.ts';
import { Salespeople } from './salespeople.ts';

export interface ImportOptions {
  dryRun: boolean;
  /** Cost as a share of the list price, where nobody knows a cost. */
  costShareBp: number | null;
  /** Of new customers whose file names no class. */
  defaultClass: Customer['class'];
  /** Whom the files mean by a key: an email, or `nobody`. Remembered with the company. */
  salespeople?: ReadonlyMap<string, string>;
  /** Customers and deals that are here go to the owner whom the files name, customers with their open requests. */
  handOver?: boolean;
  /** Customers that are blocked here are unblocked if the file says so. */
  unblock?: boolean;
  /** Keys that differ in leading zeros alone are two keys. */
  keysAsWritten?: boolean;
  /** Email of the admin in whose name it is done. */
  as?: string;
}

export interface Plans {
  customers: CustomerPlan;
  products: ProductPlan;
  deals: Plan<DiscountRequest> & { ownerless: number };
  /** Open requests that go along with their customers. */
  requests: DiscountRequest[];
  /** Null: the next import has nothing new to remember. */
  settings: Pick<ImportSettingsRecord, 'salespeople'> | null;
  /** How many of each there were. */
  before: Record<'customers' | 'products' | 'deals', number>;
  /** The admin in whose name it is done, or else whoever runs it. */
  actor: Actor;
}

const all = async <T extends { id: string }>(store: TenantStore, name: 'customers' | 'products'): Promise<T[]> =>
  (await store.collection(name).find({})).map((stored) => fromStored<T>(stored as never));

const keysOf = <T>({ faulty }: Table<T>, keyOf: (row: T) => string) =>
  new Set(faulty.map((row) => foldKey(keyOf(row))));

/** The open requests of customers that go to somebody else: they were made by the owner before, and wait in the old team. */
async function requestsOf(
  store: TenantStore,
  moved: CustomerPlan['moved'],
  { file, how, problems }: { file: string; how: { by: Actor; at: string }; problems: Problems },
): Promise<DiscountRequest[]> {
  if (moved.length === 0) return [];
  const movedById = new Map(moved.map((one) => [one.before.id, one]));
  const open = await store.collection('discountRequests').find({ status: { $in: [...OPEN_STATUSES] } });
  return open.flatMap((stored) => {
    const move = movedById.get(stored.customerId);
    if (move === undefined || stored.ownerId !== move.before.ownerId) return [];
    const handOver = decideHandOver(fromStored<DiscountRequest>(stored), move.to, how);
    if (handOver.accepted) return [handOver.request];
    const reason = `cannot go to ${move.to.name}: ${handOver.message}`;
    problems.add({ file, line: move.line, column: 'code', value: move.before.code, reason });
    return [];
  });
}

/** The admin who is named, or else whoever runs it. */
function actorOf(
  people: readonly Person[],
  { as, operator, problems }: { as: string | undefined; operator: string; problems: Problems },
): Actor {
  const byOperator = { userId: null, name: operator, role: 'system' } as const;
  if (as === undefined) return byOperator;
  const found = people.find(({ email, role, active }) => foldKey(email) === foldKey(as) && role === 'admin' && active);
  if (found !== undefined) return { userId: found.id, name: found.name, role: found.role };
  problems.add({
    file: NO_FILE,
    line: 0,
    column: 'as',
    value: as,
    reason: 'is not an active admin of this company',
  });
  return byOperator;
}

async function salespeopleOf(
  people: readonly Person[],
  {
    options,
    remembered,
    problems,
  }: { options: ImportOptions; remembered: ImportSettingsRecord | null; problems: Problems },
): Promise<Salespeople> {
  const salespeople = new Salespeople(people);
  salespeople.remember(remembered?.salespeople ?? []);
  for (const [key, email] of options.salespeople ?? []) {
    if (salespeople.state(key, email)) continue;
    const reason = 'does not match anyone in this company';
    problems.add({ file: NO_FILE, line: 0, column: 'salesperson', value: `${key}=${email}`, reason });
  }
  return salespeople;
}

/** Looks at the company as it is, and says what the files change. Writes nothing. */
export async function makePlans(
  store: TenantStore,
  read: FilesRead,
  { options, clock, operator }: { options: ImportOptions; clock: Clock; operator: string },
): Promise<{ plans: Plans | null; problems: Problems }> {
  const problems = new Problems();
  const state = await DecisionState.load(new GatheredReads(store), [], { actorIds: [], now: clock.now() });
  const { company, ruleSet, governance, statistics } = state;
  const about = (reason: string) => problems.add({ file: NO_FILE, line: 0, column: null, value: null, reason });
  if (company === null) {
    about('The company does not exist.');
    return { plans: null, problems };
  }
  const people = (await store.collection('users').find({})).map(personOf);
  const peopleById = new Map(people.map((person) => [person.id, person]));
  const remembered = await store.collection('importSettings').findById(store.companyId);
  const actor = actorOf(people, { as: options.as, operator, problems });
  const salespeople = await salespeopleOf(people, { options, remembered, problems });
  const { costShareBp, defaultClass, handOver = false, unblock = false, keysAsWritten = false } = options;
  const scope = { companyId: store.companyId, newId: clock.newId, keysAsWritten, problems };
  const existing = {
    products: await all<Product>(store, 'products'),
    customers: await all<Customer>(store, 'customers'),
  };
  const products = planProducts(existing.products, read.products, { ...scope, costShareBp });
  const customers = planCustomers(existing.customers, read.customers, {
    ...scope,
    salespeople,
    people: peopleById,
    deals: read.deals?.deals.rows ?? [],
    defaultClass,
    handOver,
    unblock,
  });
  let deals: Plans['deals'] = { ...emptyPlan<DiscountRequest>(), ownerless: 0 };
  if (read.deals !== null) {
    if (ruleSet === null || governance === null || statistics === null) {
      about('The company has no rules yet, and past deals are evaluated by them. Set the rules up first.');
      return { plans: null, problems };
    }
    const found = await findDeals(
      store,
      read.deals.deals.rows.map(({ deal }) => deal),
    );
    for (const { deal, line } of read.deals.deals.rows) {
      const codes = found.twice.get(dealKey(deal));
      if (codes === undefined) continue;
      const [first, ...others] = codes;
      const reason = `is here more than once, from earlier imports with other dates: ${first} is used, ${others.join(', ')} stays as it is`;
      problems.note({ file: read.deals.deals.file, line, column: 'deal', value: deal, reason });
    }
    const isUnread = (kind: 'customers' | 'products') => read.tables[kind]?.format === null;
    const world = {
      ...{
        company,
        ruleSet,
        governance,
        statistics,
        salespeople,
        handOver,
        people: peopleById,
        actor,
        now: clock.now(),
      },
      customers: customers.customers,
      products: products.products,
      faulty: {
        customers: new Set([...keysOf(read.customers, ({ code }) => code), ...customers.incomplete]),
        products: new Set([...keysOf(read.products, ({ sku }) => sku), ...products.incomplete]),
      },
      unread: { customers: isUnread('customers'), products: isUnread('products') },
    };
    deals = new DealPlanner(read.deals, world, problems).run(found.deals).plan;
  }
  const how = { by: actor, at: clock.now() };
  const requests = await requestsOf(store, customers.moved, { file: read.customers.file, how, problems });
  salespeople.addProblems(problems);
  const stated = salespeople.stated();
  const isKnown = JSON.stringify(stated) === JSON.stringify(remembered?.salespeople ?? []);
  return {
    problems,
    plans: {
      customers,
      products,
      deals,
      requests,
      settings: isKnown ? null : { salespeople: stated },
      before: {
        customers: existing.customers.length,
        products: existing.products.length,
        deals: await store.collection('discountRequests').count(),
      },
      actor,
    },
  };
}
