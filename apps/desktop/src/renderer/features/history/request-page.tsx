import { Skeleton } from '@mantine/core';
import { requestCode } from '@marginiq/domain/request-code';
import { t } from '@marginiq/ui/messages';
import { useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { BackLink } from '../../app/back-link.tsx';
import { Page } from '../../app/page.tsx';
import { useRequests, useWorkspace } from '../../app/workspace-context.ts';
import { AfterDecision } from '../inbox/after-decision.tsx';
import { awaitsDecision } from '../inbox/awaits-decision.ts';
import { DecisionPanel } from '../inbox/decision-panel.tsx';
import { OwnerActions } from '../request/owner-actions.tsx';
import { RequestDetail } from './request-detail.tsx';
import { RequestMissing } from './request-missing.tsx';
import { RequestStatusBadge } from './request-status.tsx';
import { UnmadeEntry, useUnmadeRequests } from './unmade-list.tsx';

/** A request that the server did not make, or nothing at all. */
function NotMade({ requestId }: { requestId: string }) {
  const unmade = useUnmadeRequests()?.find((one) => one.requestId === requestId);
  if (unmade === undefined) return <RequestMissing />;
  return (
    <Page title={requestCode(requestId)} subtitle={<BackLink />}>
      <UnmadeEntry unmade={unmade} />
    </Page>
  );
}

export function RequestPage() {
  const { requestId } = useParams({ from: '/requests/$requestId' });
  const { actor } = useWorkspace();
  const requests = useRequests();
  /** The request that was decided on here a moment ago. */
  const [decided, setDecided] = useState<string | null>(null);
  if (requests === null) return <Skeleton h={320} radius="lg" />;
  const view = requests.find(({ request }) => request.id === requestId);
  if (view === undefined) return <NotMade requestId={requestId} />;
  const { request } = view;
  let actions: ReactNode = null;
  if (request.ownerId === actor.userId) actions = <OwnerActions view={view} />;
  else if (awaitsDecision(view, actor)) {
    actions = <DecisionPanel key={request.id} view={view} onDecided={() => setDecided(request.id)} />;
  } else if (decided === request.id) actions = <AfterDecision key={request.id} requestId={request.id} />;
  return (
    <Page
      title={t('request.title', { code: requestCode(request.id), customer: request.customerName })}
      tabTitle={requestCode(request.id)}
      subtitle={<BackLink />}
      actions={<RequestStatusBadge view={view} />}
    >
      <RequestDetail view={view} actions={actions} />
    </Page>
  );
}
