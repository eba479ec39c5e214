import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { useMemo } from 'react';
import { systemNow } from '../../app/workspace.ts';
import { useKnowledge, useWorkspace } from '../../app/workspace-context.ts';
import { type ApprovalFault, approvalFault } from './approvability.ts';

/** Evaluated again whenever the customer, the limits or the person's role change. */
export function useApprovalFault(request: DiscountRequest): ApprovalFault | null {
  const knowledge = useKnowledge();
  const { actor } = useWorkspace();
  return useMemo(() => approvalFault(request, knowledge, { actor, now: systemNow() }), [request, knowledge, actor]);
}
