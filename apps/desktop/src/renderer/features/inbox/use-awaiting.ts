import type { RequestView } from '@marginiq/sync/replica/overlay';
import { useMemo } from 'react';
import { useRequests, useWorkspace } from '../../app/workspace-context.ts';
import { awaitsDecision } from './awaits-decision.ts';

/** The requests that this person has to decide, the longest waiting first. */
export function useAwaiting(): RequestView[] {
  const { actor } = useWorkspace();
  const requests = useRequests();
  return useMemo(
    () =>
      (requests ?? [])
        .filter((view) => awaitsDecision(view, actor))
        .sort((a, b) => (a.request.changedAt < b.request.changedAt ? -1 : 1)),
    [requests, actor],
  );
}
