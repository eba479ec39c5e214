import { Text } from '@mantine/core';
import type { RequestView } from '@marginiq/sync/replica/overlay';
import { t } from '@marginiq/ui/messages';
import { useState } from 'react';
import { useWorkspace } from '../../app/workspace-context.ts';
import { useReadingComplete } from '../sync/reading-complete.ts';
import { AfterDecision } from './after-decision.tsx';
import { isOwnWork } from './awaits-decision.ts';
import { DecisionPanel } from './decision-panel.tsx';
import { decisionPlace, isTyped, overtakenTitle } from './overtaken.ts';
import { OvertakenNotice } from './overtaken-notice.tsx';
import { useDecisionDraft } from './use-decision-draft.ts';

/**
 * The place in which a request is decided. What is typed there belongs to the place and not to the form: it stays readable
 * if somebody else decides first and the form goes.
 */
export function Decision({ view }: { view: RequestView }) {
  const { request } = view;
  const { actor } = useWorkspace();
  const kept = useDecisionDraft(request.id, request.revision);
  /** The revision that was decided on here a moment ago. */
  const [decided, setDecided] = useState<number | null>(null);
  const { draft } = kept;
  const place = decisionPlace(view, { actor, draft, decided });
  if (place === 'after') return <AfterDecision requestId={request.id} />;
  if (place === null && isOwnWork(view, actor)) return <OwnWorkNotice />;
  if (place === null || draft === null) return null;
  if (place === 'form') {
    return <DecisionPanel view={view} draft={draft} kept={kept} onDecided={() => setDecided(draft.seen)} />;
  }
  return <OvertakenNotice title={overtakenTitle(request)} draft={draft} onDismiss={kept.forget} />;
}

/** In place of the decision, for somebody who could decide if they had not asked for it. */
function OwnWorkNotice() {
  return (
    <Text size="sm" c="dimmed" data-testid="own-work">
      {t('decision.ownWork')}
    </Text>
  );
}

/** Text typed for a request that is no longer on this device. */
export function DecisionLeft({ requestId }: { requestId: string }) {
  const { draft, forget } = useDecisionDraft(requestId, 1);
  // Until everything has been received, the request may be on its way.
  const isGone = useReadingComplete();
  if (draft === null || !isTyped(draft) || !isGone) return null;
  return <OvertakenNotice title={overtakenTitle(null)} draft={draft} onDismiss={forget} />;
}
