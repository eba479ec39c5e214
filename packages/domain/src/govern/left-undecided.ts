import type { LeftUndecided } from '@marginiq/contract/action-refusal';
import type { Person } from '@marginiq/contract/reference';
import { hasApprover, type Waiting } from '../approvers.ts';
import type { Recipient } from '../hand-over.ts';

/** As much of a person as says what they decide. */
export type Member = Pick<Person, 'id' | 'name' | 'role' | 'teamId' | 'active'>;

export interface PersonChange {
  before: Member;
  after: Member;
  /** Who gets what this person has open; null if it stays with the person. */
  handOverTo: Recipient | null;
}

/** The company's state at the time of the change. */
export interface Staffed {
  people: readonly Member[];
  teams: readonly { id: string; name: string }[];
  /** Every open request. */
  open: readonly Waiting[];
  /** How many customers this person looks after. */
  ownCustomers: number;
}

/** Whether a change can leave anything undecided at all, so that open requests must be examined. */
export const canLeaveUndecided = ({ before, after }: Pick<PersonChange, 'before' | 'after'>): boolean =>
  before.role !== after.role || before.teamId !== after.teamId || (before.active && !after.active);

/** The team that has no manager any more once this person has changed; null if none. */
function teamWithoutManager({ role, active, teamId }: Member, people: readonly Member[]): string | null {
  if (role !== 'manager' || !active) return null;
  const manages = (one: Member) => one.active && one.role === 'manager' && one.teamId === teamId;
  return people.some(manages) ? null : teamId;
}

const isAdmin = ({ role, active }: Member): boolean => role === 'admin' && active;

/** The only admin that is left once this person is none any more; null if there are others. */
function onlyAdminLeft(before: Member, after: Member, people: readonly Member[]): Member | null {
  if (!isAdmin(before) || isAdmin(after)) return null;
  const [first, ...others] = people.filter(isAdmin);
  return first !== undefined && others.length === 0 ? first : null;
}

/**
 * What a change of somebody's role, team or access leaves without anybody to decide it. What nobody could decide before is
 * not reported.
 */
export function leftUndecided(
  { before, after, handOverTo }: PersonChange,
  { people: earlier, teams, open, ownCustomers }: Staffed,
): LeftUndecided[] {
  if (!canLeaveUndecided({ before, after })) return [];
  const later = earlier.map((one) => (one.id === after.id ? after : one));
  const requests = open.map((was) => {
    const isHanded = handOverTo !== null && was.ownerId === after.id;
    return { was, is: isHanded ? { ...was, ownerId: handOverTo.id, teamId: handOverTo.teamId } : was };
  });

  const left: LeftUndecided[] = [];
  const person = before.name;
  const teamId = teamWithoutManager(before, later);
  const team = teams.find(({ id }) => id === teamId);
  if (team !== undefined) {
    const waiting = requests.filter(({ is }) => is.teamId === team.id).length;
    left.push({ code: 'teamWithoutManager', person, team: team.name, open: waiting });
  }
  const admin = onlyAdminLeft(before, after, later);
  if (admin !== null) left.push({ code: 'onlyAdmin', admin: admin.name });
  // What belongs to somebody who has left is approved by nobody, whoever else works here.
  const gone = new Set(earlier.filter(({ active }) => !active).map(({ id }) => id));
  const decidable = requests.filter(
    ({ was }) => (was.ownerId === null || !gone.has(was.ownerId)) && hasApprover(was, earlier),
  );
  const stuck = decidable.filter(({ is }) => !hasApprover(is, later)).length;
  if (stuck > 0) left.push({ code: 'withoutApprover', open: stuck });
  if (before.active && !after.active && handOverTo === null) {
    const own = requests.filter(({ is }) => is.ownerId === after.id).length;
    if (own > 0) left.push({ code: 'ownRequests', person, open: own });
    if (ownCustomers > 0) left.push({ code: 'ownCustomers', person, customers: ownCustomers });
  }
  return left;
}
