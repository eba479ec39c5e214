import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { useMemo } from 'react';
import { systemNow } from '../../app/workspace.ts';
import { useKnowledge, useWorkspace } from '../../app/workspace-context.ts';
import { useReadingComplete } from '../sync/reading-complete.ts';
import { type Approvability, approvability } from './approvability.ts';

/** Evaluated again whenever the customer, the limits or the person's role change. */
export function useApprovability(request: DiscountRequest): Approvability {
  const knowledge = useKnowledge();
  const { actor } = useWorkspace();
  const isComplete = useReadingComplete();
  return useMemo(
    () => approvability(request, knowledge, { actor, now: systemNow(), isComplete }),
    [request, knowledge, actor, isComplete],
  );
}
