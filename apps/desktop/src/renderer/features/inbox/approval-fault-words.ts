import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { t, textForCode } from '@marginiq/ui/messages';
import type { ApprovalFault } from './approvability.ts';

/** Why Approve is off, in a sentence. */
export function approvalFaultWords({ code, isOtherUnit }: ApprovalFault, { evaluation }: DiscountRequest): string {
  if (isOtherUnit) return t('decision.fault.otherUnit');
  // It was within a manager's limits when it was made.
  if (code === 'approverLimit' && evaluation.requiredApprover !== 'admin') return t('decision.fault.approverLimitNow');
  return textForCode('decision.fault', code) ?? t('decision.fault.unknown');
}
