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
const approvalOf = ({ id: requestId, revision }: DiscountRequest, now: string): CommandOf<'request.approve'> => ({
  id: requestId,
  deviceId: requestId,
  deviceSeq: 1,
  type: 'request.approve',
  args: { requestId, note: null },
  baseRevision: revision,
  madeAt: now,
  provisional: null,
});

/**
 * Whether this person's approval would be refused, decided as the server will: with the current customer and limits, not
 * of the day on which the request was made. Null: it would be accepted.
 */
export function approvalFault(
  request: DiscountRequest,
  knowledge: Knowledge | null,
  { actor, now }: { actor: ActingUser; now: string },
): ApprovalFault | null {
  if (knowledge === null) return { code: 'notConfigured', forbidding: [] };
  const command = approvalOf(request, now);
  const context = decisionContext(knowledge, command, { request, actor, now });
  const decision = decide(command, request, context);
  if (decision.accepted) return null;
  const full = evaluationContext(context);
  const violations = full === null ? [] : evaluate(request.items, full).violations;
  return { code: decision.refusal.code, forbidding: violations.filter(({ onBreach }) => onBreach === 'forbid') };
}
