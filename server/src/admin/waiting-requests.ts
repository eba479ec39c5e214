import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Person } from '@marginiq/contract/reference';
import { OPEN_STATUSES } from '@marginiq/contract/request-status';
import type { Waiting } from '@marginiq/domain/approvers';
import type { Stored, UserRecord } from '../tenancy/documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';

/** As much of a request as says who can approve it. */
const WHO_APPROVES = { status: 1, ownerId: 1, teamId: 1, steps: 1, 'evaluation.requiredApprover': 1 } as const;

type WhoApproves = Pick<Stored<DiscountRequest>, 'ownerId' | 'teamId' | 'steps'> & {
  evaluation: Pick<DiscountRequest['evaluation'], 'requiredApprover'>;
};

const asWaiting = ({ ownerId, teamId, steps, evaluation }: WhoApproves): Waiting => ({
  ownerId,
  teamId,
  steps,
  requiredApprover: evaluation.requiredApprover,
});

/**
 * Every open request: under review, or sent back for changes to an owner who may have left. Everything that counts requests
 * awaiting approval counts these, so that the console shows one number for one thing.
 */
export async function openRequests(store: TenantStore): Promise<Waiting[]> {
  const isOpen = { status: { $in: [...OPEN_STATUSES] } };
  const found = await store.collection('discountRequests').find(isOpen as never, { projection: WHO_APPROVES });
  return found.map(asWaiting);
}

export const asCandidate = ({
  _id: id,
  role,
  teamId,
  active,
}: UserRecord): Pick<Person, 'id' | 'role' | 'teamId' | 'active'> => ({
  id,
  role,
  teamId,
  active,
});
