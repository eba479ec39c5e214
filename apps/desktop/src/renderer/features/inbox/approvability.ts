import type { CommandOf } from '@marginiq/contract/command';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Violation } from '@marginiq/contract/evaluation';
import type { ReasonCode } from '@marginiq/contract/reason-code';
import type { ActingUser } from '@marginiq/domain/context';
import { decide } from '@marginiq/domain/decide';
import { evaluationContext } from '@marginiq/domain/decide-submit';
import { evaluate } from '@marginiq/domain/evaluate';
import { decisionContext, type Knowledge } from '@marginiq/sync/local-data';

/** Why an approval would be refused now. */
export interface ApprovalFault {
  code: ReasonCode;
  /** The limits that nobody may exceed, as they are now. */
  forbidding: Violation[];
}

/** An approval as it would be sent now. It is only evaluated, so its ids mean nothing. */
export const approvalOf = (
  { id: requestId, revision }: DiscountRequest,
  now: string,
): CommandOf<'request.approve'> => ({
  id: requestId,
  deviceId: requestId,
  deviceSeq: 1,
  type: 'request.approve',
  args: { requestId, note: null },
  baseRevision: revision,
  madeAt: now,
  provisional: null,
});

export interface Approvability {
  /** Why the approval would be refused; null: it would be accepted, or nothing is known yet. */
  fault: ApprovalFault | null;
  /** What an approval is checked against is still being received. */
  isArriving: boolean;
}

/** Whether the evaluation that was made when the request was submitted does not say why it cannot be approved now. */
export function isOutOfDate({ evaluation }: DiscountRequest, fault: ApprovalFault | null): boolean {
  if (fault === null) return false;
  return fault.code !== 'approverLimit' || evaluation.requiredApprover !== 'admin';
}

interface Circumstances {
  actor: ActingUser;
  now: string;
  /** The company's data has been read to its end: what is missing now is not on its way. */
  isComplete: boolean;
}

/**
 * Whether this person's approval would be refused, decided as the server will: with the current customer and limits, not
 * of the day on which the request was made. During a first sync the requests arrive before the rest, and an evaluation
 * without it finds faults that are none.
 */
export function approvability(
  request: DiscountRequest,
  knowledge: Knowledge | null,
  { actor, now, isComplete }: Circumstances,
): Approvability {
  if (knowledge === null) return { fault: null, isArriving: true };
  const command = approvalOf(request, now);
  const context = decisionContext(knowledge, command, { request, actor, now });
  const full = evaluationContext(context);
  const isAllHere = full !== null && request.items.every(({ productId }) => full.products.has(productId));
  if (!isAllHere && !isComplete) return { fault: null, isArriving: true };
  const decision = decide(command, request, context);
  if (decision.accepted) return { fault: null, isArriving: false };
  const violations = full === null ? [] : evaluate(request.items, full).violations;
  const forbidding = violations.filter(({ onBreach }) => onBreach === 'forbid');
  return { fault: { code: decision.refusal.code, forbidding }, isArriving: false };
}
