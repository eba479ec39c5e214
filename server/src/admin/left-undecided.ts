import { OPEN_STATUSES } from '@marginiq/contract/discount-request';
import { hasApprover } from '@marginiq/domain/approvers';
import type { Commit } from '../tenancy/commit.ts';
import type { CompanyRecord, UserRecord } from '../tenancy/documents.ts';
import { asCandidate, asWaiting, WHO_APPROVES } from './waiting-requests.ts';

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

/**
 * What a change of somebody's role, team or access leaves without the people who decide, a sentence each. Nothing is said
 * of what nobody could decide before either.
 */
export async function leftUndecided(
  { store }: Commit,
  { before, after, company }: { before: UserRecord; after: UserRecord; company: CompanyRecord },
): Promise<string[]> {
  if (before.role === after.role && before.teamId === after.teamId && (after.active || !before.active)) return [];
  const earlier = await store.collection('users').find({});
  const later = earlier.map((one) => (one._id === after._id ? after : one));
  const found = await store
    .collection('discountRequests')
    .find({ status: { $in: [...OPEN_STATUSES] } } as never, { projection: WHO_APPROVES });
  const requests = found.map(asWaiting);

  const said: string[] = [];
  const teamId = teamWithoutManager(before, later);
  const team = company.teams.find(({ id }) => id === teamId);
  if (team !== undefined) {
    const waiting = requests.filter((request) => request.teamId === team.id).length;
    said.push(
      `${before.name} is the only manager of ${team.name}: from then on only an admin can decide there, on ${open(waiting)} now.`,
    );
  }
  const admin = onlyAdminLeft(before, after, later);
  if (admin !== null)
    said.push(`${admin.name} would be the only admin, and nobody could approve what ${admin.name} asks an admin for.`);
  const [couldApprove, canApprove] = [earlier.map(asCandidate), later.map(asCandidate)];
  const stuck = requests.filter(
    (request) => hasApprover(request, couldApprove) && !hasApprover(request, canApprove),
  ).length;
  if (stuck > 0) said.push(`Nobody could approve ${open(stuck)}.`);
  const own = before.active && !after.active ? requests.filter(({ ownerId }) => ownerId === after._id).length : 0;
  if (own > 0) said.push(`${open(own)} of ${before.name} must be handed over before anybody can approve them.`);
  return said;
}
