import type { Person } from '@marginiq/contract/reference';
import { canLeaveUndecided, type Member, type Staffed } from '@marginiq/domain/govern/left-undecided';
import type { CompanyRecord, UserRecord } from '../tenancy/documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { openRequests } from './waiting-requests.ts';

export const asMember = ({
  _id: id,
  name,
  role,
  teamId,
  active,
}: Pick<UserRecord, (keyof Person & keyof UserRecord) | '_id'>): Member => ({
  id,
  name,
  role,
  teamId,
  active,
});

/** What a change to this person is judged by. Open requests and customers are read only if the change can leave them undecided. */
export async function readStaffed(
  store: TenantStore,
  { teams }: Pick<CompanyRecord, 'teams'>,
  change: { before: Member; after: Member },
): Promise<Staffed> {
  const people = (await store.collection('users').find({})).map(asMember);
  if (!canLeaveUndecided(change)) return { people, teams, open: [], ownCustomers: 0 };
  const { before, after } = change;
  const leaves = before.active && !after.active;
  return {
    people,
    teams,
    open: await openRequests(store),
    ownCustomers: leaves ? await store.collection('customers').count({ ownerId: before.id }) : 0,
  };
}
