import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Person } from '@marginiq/contract/reference';
import type { Waiting } from '@marginiq/domain/approvers';
import type { Stored, UserRecord } from '../tenancy/documents.ts';

/** As much of a request as says who can approve it. */
export const WHO_APPROVES = { status: 1, ownerId: 1, teamId: 1, steps: 1, 'evaluation.requiredApprover': 1 } as const;

type WhoApproves = Pick<Stored<DiscountRequest>, 'ownerId' | 'teamId' | 'steps'> & {
  evaluation: Pick<DiscountRequest['evaluation'], 'requiredApprover'>;
};

export const asWaiting = ({ ownerId, teamId, steps, evaluation }: WhoApproves): Waiting => ({
  ownerId,
  teamId,
  steps,
  requiredApprover: evaluation.requiredApprover,
});

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
