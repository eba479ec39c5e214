import { Skeleton } from '@mantine/core';
import { requestCode } from '@marginiq/domain/request-code';
import { t } from '@marginiq/ui/messages';
import { useParams } from '@tanstack/react-router';
import { BackLink } from '../../app/back-link.tsx';
import { Page } from '../../app/page.tsx';
import { useRequests, useWorkspace } from '../../app/workspace-context.ts';
import { Decision, DecisionLeft } from '../inbox/decision.tsx';
import { OwnerActions } from '../request/owner-actions.tsx';
import { RequestDetail } from './request-detail.tsx';
import { RequestMissing } from './request-missing.tsx';
import { RequestStatusBadge } from './request-status.tsx';
import { UnmadeEntry, useUnmadeRequests } from './unmade-list.tsx';

/** A request that the server did not make, or none at all. */
function NotMade({ requestId }: { requestId: string }) {
  const unmade = useUnmadeRequests()?.find((one) => one.requestId === requestId);
  if (unmade === undefined) {
    return (
      <>
        <DecisionLeft key={requestId} requestId={requestId} />
        <RequestMissing />
      </>
    );
  }
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
  if (requests === null) return <Skeleton h={320} radius="lg" />;
  const view = requests.find(({ request }) => request.id === requestId);
  if (view === undefined) return <NotMade requestId={requestId} />;
  const { request } = view;
  const isOwn = request.ownerId === actor.userId;
  return (
    <Page
      title={t('request.title', { code: requestCode(request.id), customer: request.customerName })}
      tabTitle={requestCode(request.id)}
      subtitle={<BackLink />}
      actions={<RequestStatusBadge view={view} />}
    >
      <RequestDetail
        view={view}
        actions={isOwn ? <OwnerActions view={view} /> : <Decision key={request.id} view={view} />}
      />
    </Page>
  );
}
