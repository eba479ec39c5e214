import { hasApprover } from '@marginiq/domain/approvers';
import type { Recipient } from '@marginiq/domain/hand-over';
import type { CompanyRecord, UserRecord } from '../tenancy/documents.ts';
import type { Commit } from '../tenancy/unit-of-work.ts';
import { AdminRefusal } from './admin-action.ts';
import { asCandidate, openRequests } from './waiting-requests.ts';

const open = (count: number) => `${count} open ${count === 1 ? 'request' : 'requests'}`;

/** The team that has no manager any more once this person has changed; null if none. */
function teamWithoutManager(before: UserRecord, people: readonly UserRecord[]): string | null {
  const { role, active, teamId } = before;
  if (role !== 'manager' || !active) return null;
  const manages = (one: UserRecord) => one.active && one.role === 'manager' && one.teamId === teamId;
  return people.some(manages) ? null : teamId;
}

const isAdmin = ({ role, active }: UserRecord): boolean => role === 'admin' && active;

/** The only admin that is left once this person is none any more; null if there are others. */
function onlyAdminLeft(before: UserRecord, after: UserRecord, people: readonly UserRecord[]): UserRecord | null {
  if (!isAdmin(before) || isAdmin(after)) return null;
  const [first, ...others] = people.filter(isAdmin);
  return first !== undefined && others.length === 0 ? first : null;
}

/** What a change leaves without the people who decide, by code, so that each program says it in its own words. */
export type LeftUndecided =
  | { code: 'teamWithoutManager'; person: string; team: string; open: number }
  | { code: 'onlyAdmin'; admin: string }
  | { code: 'withoutApprover'; open: number }
  | { code: 'ownRequests'; person: string; open: number }
  | { code: 'ownCustomers'; person: string; customers: number };

/** A sentence for the log and for whoever works on the command line. */
function sentence(left: LeftUndecided): string {
  if (left.code === 'teamWithoutManager') {
    return `${left.person} is the only manager of ${left.team}: from then on only an admin can decide there, on ${open(left.open)} now.`;
  }
  if (left.code === 'onlyAdmin') {
    return `${left.admin} would be the only admin, and nobody could approve what ${left.admin} asks an admin for.`;
  }
  if (left.code === 'withoutApprover') return `Nobody could approve ${open(left.open)}.`;
  if (left.code === 'ownCustomers') {
    const customers = `${left.customers} ${left.customers === 1 ? 'customer' : 'customers'}`;
    return `${left.person} looks after ${customers}, who would be with nobody who works here.`;
  }
  return `${open(left.open)} of ${left.person} must be handed over before anybody can approve them.`;
}
export const leftWords = (left: readonly LeftUndecided[]): string => left.map(sentence).join(' ');

/** The change waits for a word: what it leaves undecided has to be handed over, or confirmed. */
export class LeftUndecidedError extends AdminRefusal {
  override name = 'LeftUndecidedError';
  readonly left: readonly LeftUndecided[];

  constructor(left: readonly LeftUndecided[]) {
    super(`${leftWords(left)} Confirm to do it anyway.`);
    this.left = left;
  }
}

interface PersonChange {
  before: UserRecord;
  after: UserRecord;
  company: CompanyRecord;
  /** Who gets what this person has open; null if it stays with the person. */
  handOverTo: Recipient | null;
}

/**
 * What a change of somebody's role, team or access leaves without the people who decide. Nothing is said of what nobody could
 * decide before either.
 */
export async function leftUndecided(
  { store }: Commit,
  { before, after, company, handOverTo }: PersonChange,
): Promise<LeftUndecided[]> {
  if (before.role === after.role && before.teamId === after.teamId && (after.active || !before.active)) return [];
  const earlier = await store.collection('users').find({});
  const later = earlier.map((one) => (one._id === after._id ? after : one));
  const requests = (await openRequests(store)).map((was) => {
    const isHanded = handOverTo !== null && was.ownerId === after._id;
    return { was, is: isHanded ? { ...was, ownerId: handOverTo.id, teamId: handOverTo.teamId } : was };
  });

  const left: LeftUndecided[] = [];
  const person = before.name;
  const teamId = teamWithoutManager(before, later);
  const team = company.teams.find(({ id }) => id === teamId);
  if (team !== undefined) {
    const waiting = requests.filter(({ is }) => is.teamId === team.id).length;
    left.push({ code: 'teamWithoutManager', person, team: team.name, open: waiting });
  }
  const admin = onlyAdminLeft(before, after, later);
  if (admin !== null) left.push({ code: 'onlyAdmin', admin: admin.name });
  const [couldApprove, canApprove] = [earlier.map(asCandidate), later.map(asCandidate)];
  // What belongs to somebody who has left is approved by nobody, whoever else works here.
  const gone = new Set(earlier.filter(({ active }) => !active).map(({ _id }) => _id));
  const decidable = requests.filter(
    ({ was }) => (was.ownerId === null || !gone.has(was.ownerId)) && hasApprover(was, couldApprove),
  );
  const stuck = decidable.filter(({ is }) => !hasApprover(is, canApprove)).length;
  if (stuck > 0) left.push({ code: 'withoutApprover', open: stuck });
  if (before.active && !after.active && handOverTo === null) {
    const own = requests.filter(({ is }) => is.ownerId === after._id).length;
    if (own > 0) left.push({ code: 'ownRequests', person, open: own });
    const customers = await store.collection('customers').count({ ownerId: after._id });
    if (customers > 0) left.push({ code: 'ownCustomers', person, customers });
  }
  return left;
}
