import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { isOverdue } from '@marginiq/domain/deadlines';
import type { RequestView } from '@marginiq/sync/replica/overlay';
import { useMemo } from 'react';
import { useInstant } from '../../app/use-now.ts';
import { systemNow } from '../../app/workspace.ts';
import { useKnowledge, useWorkspace } from '../../app/workspace-context.ts';
import { useReadingComplete } from '../sync/reading-complete.ts';
import { type Approvability, approvability, isOutOfDate } from './approvability.ts';
import { awaitsDecision } from './awaits-decision.ts';

/** Evaluated again whenever the customer, the limits, a price or the person's role change, and when its time is over. */
export function useApprovability(request: DiscountRequest): Approvability {
  const knowledge = useKnowledge();
  const { actor } = useWorkspace();
  const isComplete = useReadingComplete();
  const isOver = isOverdue(request, useInstant());
  // biome-ignore lint/correctness/useExhaustiveDependencies: evaluated again when the time is over, and not each minute
  return useMemo(
    () => approvability(request, knowledge, { actor, now: systemNow(), isComplete }),
    [request, knowledge, actor, isComplete, isOver],
  );
}

/** Whether what is evaluated now, for who has to decide, contradicts the evaluation of when the request was submitted. */
export function useIsOutOfDate(view: RequestView): boolean {
  const { actor } = useWorkspace();
  const { fault } = useApprovability(view.request);
  return awaitsDecision(view, actor) && isOutOfDate(view.request, fault);
}
