import type { CommandOf, Provisional } from '@marginiq/contract/command';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Violation } from '@marginiq/contract/evaluation';
import type { Refusal } from '@marginiq/contract/outcome';
import { type Standing, standingOf } from '@marginiq/domain/approval';
import { evaluationContext } from '@marginiq/domain/assess';
import type { ActingUser } from '@marginiq/domain/context';
import { decide } from '@marginiq/domain/decide';
import { decisionContext, type Knowledge } from '@marginiq/sync/database/local-data';
import { CHOICES, type Choice } from '../request/decision-draft.ts';

/** Why an approval would be refused now. */
export interface ApprovalFault {
  code: Refusal['code'];
  /** The limits that nobody may exceed, as they are now. */
  forbidding: Violation[];
  /** A product is sold by another unit than when it was asked for: looking again does not help, and only a revision does. */
  isOtherUnit: boolean;
}

/** An approval as it would be sent now. It is only evaluated, so its ids mean nothing. */
export const approvalOf = (
  { id: requestId, revision }: DiscountRequest,
  now: string,
  provisional: Provisional | null = null,
): CommandOf<'request.approve'> => ({
  id: requestId,
  deviceId: requestId,
  deviceSeq: 1,
  type: 'request.approve',
  args: { requestId, note: null },
  baseRevision: revision,
  madeAt: now,
  provisional,
});

/** What an approver sees when approving a request in this state: sent with the approval, which binds to it (law 7). */
export const seenIn = ({ now: { verdict, inputs }, basis }: Standing): Provisional => ({ verdict, inputs, basis });

export interface Approvability {
  /** Why the approval would be refused; null: it would be accepted, or nothing is known yet. */
  fault: ApprovalFault | null;
  /** The inputs for checking an approval are still being received. */
  isArriving: boolean;
  /** The request's state under the current rules, prices and costs; null while an input is missing. */
  standing: Standing | null;
}

/** Whether the evaluation that was made when the request was submitted does not say why it cannot be approved now. */
export function isOutOfDate({ evaluation }: DiscountRequest, fault: ApprovalFault | null): boolean {
  if (fault === null) return false;
  return fault.code !== 'approverLimit' || evaluation.requiredApprover !== 'admin';
}

/** The ways to decide that are off. What stops only an approval leaves the others. */
export function choicesOff(fault: ApprovalFault | null): readonly Choice[] {
  if (fault === null) return [];
  if (fault.code === 'expired') return CHOICES;
  return fault.code === 'ownerLeft' ? ['approve', 'adjust'] : ['approve'];
}

interface Circumstances {
  actor: ActingUser;
  now: string;
  /** The company's data has been read to its end: what is missing now is not on its way. */
  isComplete: boolean;
}

/**
 * Whether this person's approval would be refused, decided as the server will: with the current customer, limits, prices and
 * costs, not those of the day on which the request was made. During a first sync the requests arrive before the rest, and an
 * evaluation without it finds faults that are none.
 */
export function approvability(
  request: DiscountRequest,
  knowledge: Knowledge | null,
  { actor, now, isComplete }: Circumstances,
): Approvability {
  const arriving: Approvability = { fault: null, isArriving: true, standing: null };
  if (knowledge === null) return arriving;
  const bare = approvalOf(request, now);
  const context = decisionContext(knowledge, bare, { request, actor, now });
  const full = evaluationContext(context);
  const isAllHere = full !== null && request.items.every(({ productId }) => full.products.has(productId));
  if (!isAllHere && !isComplete) return arriving;
  const standing = full === null ? null : standingOf(request, full);
  const command = standing === null ? bare : approvalOf(request, now, seenIn(standing));
  const decision = decide(command, request, context);
  if (decision.accepted) return { fault: null, isArriving: false, standing };
  const forbidding = (standing?.violations ?? []).filter(({ onBreach }) => onBreach === 'forbid');
  const { code } = decision.refusal;
  const isOtherUnit = code === 'inputsChanged' && (standing?.unitChanges ?? []).length > 0;
  return { fault: { code, forbidding, isOtherUnit }, isArriving: false, standing };
}
