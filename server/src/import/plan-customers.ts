import { type Customer, NO_HISTORY } from '@marginiq/contract/customer';
import type { Person } from '@marginiq/contract/reference';
import { type Recipient, recipientOf } from '@marginiq/domain/hand-over';
import { IMPORT_WORDS } from '../words/import-words.ts';
import { CUSTOMER_FIELDS } from './audit-import.ts';
import type { Place } from './change.ts';
import { foldKey, KeyIndex, writtenReason, zerosReason } from './keys.ts';
import { Plan } from './plan.ts';
import type { Problem, Problems } from './problem.ts';
import type { Table } from './read-table.ts';
import { Required } from './required.ts';
import type { CustomerRow, DealRow } from './rows.ts';
import type { Salespeople } from './salespeople.ts';

export interface CustomerPlan {
  plan: Plan<Customer>;
  /** All there will be. */
  customers: KeyIndex<Customer>;
  /** Customers that go from one person to another, with the new owner: their open requests go along. */
  moved: { before: Customer; to: Recipient; line: number }[];
  /** New ones that belong to nobody yet. */
  ownerless: number;
}

export interface CustomerScope {
  companyId: string;
  newId: () => string;
  salespeople: Salespeople;
  /** People by id, to name the current owner. */
  people: ReadonlyMap<string, Person>;
  deals: readonly DealRow[];
  defaultClass: Customer['class'];
  keysAsWritten: boolean;
  /** Customers that are here go to the owner whom the file names. */
  handOver: boolean;
  /** A file may lift a block. */
  unblock: boolean;
  problems: Problems;
  place: Place<Customer>;
  onRow?: () => void;
}

type Owned = { ownerId: string | null; teamId: string | null };
export const ownedBy = (person: Person | null): Owned => ({
  ownerId: person?.id ?? null,
  teamId: person?.teamId ?? null,
});

/** The new owner of a stored customer, if the file names another one; otherwise why it stays. */
export function handedTo(
  before: Owned,
  named: Person,
  { handOver, people }: Pick<CustomerScope, 'handOver' | 'people'>,
): Recipient | string {
  const owner = people.get(before.ownerId ?? '')?.name ?? 'somebody else';
  const to = recipientOf(named);
  if (to === 'left') return IMPORT_WORDS.ownerLeft(owner);
  if (to === 'noTeam') return IMPORT_WORDS.ownerWithoutTeam(owner);
  if (handOver) return to;
  return IMPORT_WORDS.otherOwner(owner, named.name);
}

type OwnerAfter = Owned & { to: Recipient | null };

/**
 * The owner afterwards, and the recipient if it was somebody else's. Only a new customer, or one without an owner, is assigned; any
 * other change needs `--hand-over`.
 */
function ownerOf(
  row: CustomerRow,
  before: Customer | null,
  { scope, at, latest }: { scope: CustomerScope; at: Problem; latest: ReadonlyMap<string, DealRow> },
): OwnerAfter {
  const { salespeople, problems } = scope;
  const { file, line } = at;
  const named =
    row.owner === undefined ? null : (salespeople.meantAt({ file, line, column: 'owner', value: row.owner }) ?? null);
  const stated = (person: Person | null) => ({ ...ownedBy(person), to: null });
  if (before === null) {
    if (named !== null || row.owner !== undefined) return stated(named);
    const byDeal = latest.get(foldKey(row.code))?.salesperson;
    const found = byDeal === undefined ? null : salespeople.find(byDeal);
    return stated(found?.known === true ? found.person : null);
  }
  const same = { ownerId: before.ownerId, teamId: before.teamId, to: null };
  if (named === null || named.id === before.ownerId) return same;
  if (before.ownerId === null) return stated(named);
  const to = handedTo(before, named, scope);
  if (typeof to !== 'string') return { ownerId: to.id, teamId: to.teamId, to };
  problems.keep({ ...at, column: 'owner', value: row.owner ?? null, reason: to });
  return same;
}

/** A block stays until it is lifted on purpose: a file may set one, and only `--unblock` lets it lift one. */
function blockOf(
  row: CustomerRow,
  before: Customer | null,
  { scope, at }: { scope: CustomerScope; at: Problem },
): Pick<Customer, 'blocked' | 'blockedReason'> {
  const lifts = before?.blocked === true && row.blocked === false;
  if (lifts && !scope.unblock) {
    scope.problems.keep({
      ...at,
      column: 'blocked',
      value: row.code,
      reason: IMPORT_WORDS.leftBlocked,
    });
  }
  const blocked = lifts ? !scope.unblock : (row.blocked ?? before?.blocked ?? false);
  return { blocked, blockedReason: blocked ? (row.blockedReason ?? before?.blockedReason ?? null) : null };
}

/**
 * What the file says about a customer replaces what is stored; what it does not mention stays. Who owns a customer and
 * whether it is blocked are decided by people: there the file only adds, unless whoever imports asks for more.
 */
export async function planCustomers(
  existing: readonly Customer[],
  { file, rows, faulty, columns }: Table<CustomerRow>,
  scope: CustomerScope,
): Promise<CustomerPlan> {
  const { problems } = scope;
  const here = new KeyIndex(existing, ({ code }) => code);
  const customers = new KeyIndex(existing, ({ code }) => code);
  const plan = new Plan<Customer>(CUSTOMER_FIELDS, scope.place);
  const moved: CustomerPlan['moved'] = [];
  let ownerless = 0;
  const required = new Required({ file, columns }, problems);
  const latest = new Map<string, DealRow>();
  for (const deal of scope.deals) {
    const code = foldKey(deal.customerCode ?? '');
    if (deal.salesperson !== undefined && (latest.get(code)?.at ?? '') <= (deal.at ?? '')) latest.set(code, deal);
  }
  // Rows with a fault of their own are examined too, so that all problems are reported at once.
  for (const { line, owner } of faulty) {
    if (owner !== undefined) scope.salespeople.meantAt({ file, line, column: 'owner', value: owner });
  }
  for (const row of rows) {
    scope.onRow?.();
    const before = here.find(row.code) ?? null;
    const at: Problem = { file, line: row.line, column: 'code', value: row.code, reason: '' };
    const zeros = before === null && !scope.keysAsWritten ? here.differingInZeros(row.code) : null;
    if (zeros !== null) {
      problems.add({ ...at, reason: zerosReason(zeros) });
      continue;
    }
    if (before !== null && before.code !== row.code) problems.note({ ...at, reason: writtenReason(before.code) });
    const name = row.name ?? before?.name;
    if (!required.check({ line: row.line, key: row.code, what: 'customer' }, { name }) || name === undefined) {
      plan.incomplete.add(foldKey(row.code));
      continue;
    }
    const { ownerId, teamId, to } = ownerOf(row, before, { scope, at, latest });
    const after: Customer = {
      id: before?.id ?? scope.newId(),
      companyId: scope.companyId,
      seq: before?.seq ?? 0,
      code: before?.code ?? row.code,
      name,
      class: row.class ?? before?.class ?? scope.defaultClass,
      segment: row.segment ?? before?.segment ?? '',
      city: row.city ?? before?.city ?? '',
      country: row.country ?? before?.country ?? '',
      ...blockOf(row, before, { scope, at }),
      ownerId,
      teamId,
      history: before?.history ?? NO_HISTORY,
    };
    const owner = scope.people.get(ownerId ?? '');
    if (before !== null && to !== null) moved.push({ before, to, line: row.line });
    if (before === null && ownerId === null) ownerless += 1;
    if (before === null && owner?.active === false) {
      problems.note({ ...at, reason: IMPORT_WORDS.goesToFormer(owner.name) });
    }
    customers.set(after);
    await plan.add({ key: after.code, line: row.line, before, after, ...(to === null ? {} : { to }) });
  }
  required.addProblems();
  return { plan, customers, moved, ownerless };
}
