import type { Customer } from '@marginiq/contract/customer';
import type { Actor, DiscountRequest } from '@marginiq/contract/discount-request';
import type { Product } from '@marginiq/contract/product';
import type { Person } from '@marginiq/contract/reference';
import type { Clock } from '../clock.ts';
import { DecisionState } from '../commands/decision-state.ts';
import { fromStored, toStored } from '../tenancy/documents.ts';
import { GatheredReads } from '../tenancy/gathered-reads.ts';
import type { ImportCounts, ImportEntry, ImportedKind, ImportSettingsRecord } from '../tenancy/import-documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { personOf } from '../tenancy/told.ts';
import { IMPORT_WORDS } from '../words/import-words.ts';
import { refusalWords } from '../words/refusal-words.ts';
import { DEAL_FIELDS } from './audit-import.ts';
import { dealsHere } from './find-deals.ts';
import type { FilesRead } from './import-files.ts';
import { type OnProgress, rowCounter } from './import-progress.ts';
import { foldKey } from './keys.ts';
import { movingWith } from './moved-requests.ts';
import { places } from './places.ts';
import { Plan } from './plan.ts';
import { type CustomerPlan, planCustomers } from './plan-customers.ts';
import { DealPlanner } from './plan-deals.ts';
import { planProducts } from './plan-products.ts';
import { NO_FILE, type Problems } from './problem.ts';
import type { Table } from './read-table.ts';
import { Salespeople } from './salespeople.ts';
import type { Staging } from './staging.ts';

export interface ImportOptions {
  dryRun: boolean;
  /** Cost as a share of the list price, where nobody knows a cost. */
  costShareBp: number | null;
  /** The class of new customers whose file states none. */
  defaultClass: Customer['class'];
  /** The person that the files mean by a key: an email, or `nobody`. Stored with the company. */
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
  counts: Record<ImportedKind, ImportCounts>;
  /** New ones that belong to nobody yet. */
  ownerless: Record<'customers' | 'deals', number>;
  /** Open requests that go along with their customers. */
  movedRequests: number;
  /** Null: the next import has nothing new to remember. */
  settings: Pick<ImportSettingsRecord, 'salespeople'> | null;
  entry: ImportEntry;
}

interface Planning {
  problems: Problems;
  /** Where the changed documents go. */
  staging: Staging;
}

const all = async <T extends { id: string }>(store: TenantStore, name: 'customers' | 'products'): Promise<T[]> =>
  (await store.collection(name).find({})).map((stored) => fromStored<T>(stored as never));

const keysOf = <T>({ faulty }: Table<T>, keyOf: (row: T) => string) =>
  new Set(faulty.map((row) => foldKey(keyOf(row))));

/** Looks whether the open requests of customers that go to somebody else can go along. @returns how many there are */
async function judgeMoving(
  store: TenantStore,
  moved: CustomerPlan['moved'],
  { file, how, problems, staging }: { file: string; how: { by: Actor; at: string } } & Planning,
): Promise<number> {
  const byId = new Map(moved.map((one) => [one.before.id, one]));
  const moves = moved.map(({ before, to }) => ({ customerId: before.id, from: before.ownerId, to }));
  const moving = await movingWith(store, moves, how);
  for (const { customerId, handOver } of moving) {
    if (handOver.accepted) {
      const { id } = handOver.request;
      staging.judge('discountRequests', toStored(handOver.request), {
        file: NO_FILE,
        line: 0,
        column: null,
        value: id,
      });
      continue;
    }
    const { to, before, line } = byId.get(customerId) ?? {};
    const reason = IMPORT_WORDS.ownerCannotTake(to?.name ?? '', refusalWords(handOver.refusal));
    problems.add({ file, line: line ?? 0, column: 'code', value: before?.code ?? null, reason });
  }
  return moving.length;
}

/** The admin who is named, otherwise whoever runs it. */
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
    reason: IMPORT_WORDS.noActiveAdmin,
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
    const reason = IMPORT_WORDS.nobodyMatches;
    problems.add({ file: NO_FILE, line: 0, column: 'salesperson', value: `${key}=${email}`, reason });
  }
  return salespeople;
}

interface MakingPlans extends Planning {
  options: ImportOptions;
  clock: Clock;
  /** The name of whoever runs it. */
  operator: string;
  onProgress?: OnProgress | undefined;
}

/** Looks at the company as it is, and puts aside what the files change. */
export async function makePlans(
  store: TenantStore,
  read: FilesRead,
  { options, clock, operator, problems, staging, onProgress }: MakingPlans,
): Promise<Plans | null> {
  const state = await DecisionState.load(new GatheredReads(store), [], { actorIds: [], now: clock.now() });
  const { company, ruleSet, governance, statistics } = state;
  const about = (reason: string) => problems.add({ file: NO_FILE, line: 0, column: null, value: null, reason });
  if (company === null) {
    about(IMPORT_WORDS.noCompany);
    return null;
  }
  const people = (await store.collection('users').find({})).map(personOf);
  const peopleById = new Map(people.map((person) => [person.id, person]));
  const remembered = await store.collection('importSettings').findById(store.companyId);
  const actor = actorOf(people, { as: options.as, operator, problems });
  const salespeople = await salespeopleOf(people, { options, remembered, problems });
  const { costShareBp, defaultClass, handOver = false, unblock = false, keysAsWritten = false } = options;
  const rows = [read.products, read.customers, read.deals?.deals].reduce(
    (sum, table) => sum + (table?.rows.length ?? 0),
    0,
  );
  const onRow = rowCounter((done) => onProgress?.({ stage: 'planning', turn: 'own', done, of: rows }), rows);
  const scope = { companyId: store.companyId, newId: clock.newId, keysAsWritten, problems, onRow };
  const existing = {
    products: await all<Product>(store, 'products'),
    customers: await all<Customer>(store, 'customers'),
  };
  const place = places({ staging, read });
  const { products, ...ofProducts } = await planProducts(existing.products, read.products, {
    ...scope,
    costShareBp,
    place: place.products,
  });
  const { customers, moved, ...ofCustomers } = await planCustomers(existing.customers, read.customers, {
    ...scope,
    salespeople,
    people: peopleById,
    deals: read.deals?.deals.rows ?? [],
    defaultClass,
    handOver,
    unblock,
    place: place.customers,
  });
  let ofDeals = { plan: new Plan<DiscountRequest>(DEAL_FIELDS, place.deals), ownerless: 0 };
  if (read.deals !== null) {
    if (ruleSet === null || governance === null || statistics === null) {
      about(IMPORT_WORDS.noRules);
      return null;
    }
    const isUnread = (kind: 'customers' | 'products') => read.tables[kind]?.format === null;
    const world = {
      ...{ company, ruleSet, governance, statistics, salespeople, handOver, people: peopleById, actor },
      ...{ customers, products, now: clock.now(), place: place.deals, onRow },
      faulty: {
        customers: new Set([...keysOf(read.customers, ({ code }) => code), ...ofCustomers.plan.incomplete]),
        products: new Set([...keysOf(read.products, ({ sku }) => sku), ...ofProducts.plan.incomplete]),
      },
      unread: { customers: isUnread('customers'), products: isUnread('products') },
    };
    const find = dealsHere(store, read.deals.deals.file, problems);
    ofDeals = await new DealPlanner(read.deals, world, problems).run(find);
  }
  const how = { by: actor, at: clock.now() };
  const movedRequests = await judgeMoving(store, moved, { file: read.customers.file, how, problems, staging });
  salespeople.addProblems(problems);
  const stated = salespeople.stated();
  const isKnown = JSON.stringify(stated) === JSON.stringify(remembered?.salespeople ?? []);
  const byKind = <T>(of: (plan: Pick<Plan<never>, 'counts' | 'named'>) => T) => ({
    customers: of(ofCustomers.plan),
    products: of(ofProducts.plan),
    deals: of(ofDeals.plan),
  });
  return {
    counts: byKind(({ counts }) => counts),
    ownerless: { customers: ofCustomers.ownerless, deals: ofDeals.ownerless },
    movedRequests,
    settings: isKnown ? null : { salespeople: stated },
    entry: {
      // The steps that it writes name the system, as every release knows it.
      actor: actor.userId === null ? { ...actor, role: 'import' } : actor,
      operator,
      totals: {
        customers: existing.customers.length,
        products: existing.products.length,
        deals: await store.collection('discountRequests').count(),
      },
      changed: byKind(({ named }) => named.all),
    },
  };
}
