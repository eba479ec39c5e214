import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Evaluation } from '@marginiq/contract/evaluation';
import { hasApprover } from '@marginiq/domain/approvers';
import { useKnowledge } from '../../app/workspace-context.ts';
import { useReadingComplete } from '../sync/reading-complete.ts';

/** Whether a request that has to be approved could be approved by nobody who works here now. */
export function useLacksApprover(
  evaluation: Pick<Evaluation, 'verdict' | 'requiredApprover'> | null,
  asked: Pick<DiscountRequest, 'ownerId' | 'teamId' | 'steps'>,
): boolean {
  const people = useKnowledge()?.reference.people;
  // Until everything has been received, more people may be on their way.
  const isComplete = useReadingComplete();
  if (evaluation?.verdict !== 'review' || people === undefined || !isComplete) return false;
  return !hasApprover({ ...asked, requiredApprover: evaluation.requiredApprover }, people.values());
}
