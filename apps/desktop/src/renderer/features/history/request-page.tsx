import { Anchor, Skeleton } from '@mantine/core';
import { requestCode } from '@marginiq/domain/request-code';
import { IconArrowLeft } from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { Page } from '../../app/page.tsx';
import { useRequests, useWorkspace } from '../../app/workspace-context.ts';
import { awaitsDecision } from '../inbox/awaits-decision.ts';
import { DecisionPanel } from '../inbox/decision-panel.tsx';
import { OwnerActions } from '../request/owner-actions.tsx';
import { RequestDetail } from './request-detail.tsx';
import { RequestMissing } from './request-missing.tsx';
import { RequestStatusBadge } from './request-status.tsx';

export function RequestPage() {
  const { requestId } = useParams({ from: '/requests/$requestId' });
  const { actor } = useWorkspace();
  const requests = useRequests();
  if (requests === null) return <Skeleton h={320} radius="lg" />;
  const view = requests.find(({ request }) => request.id === requestId);
  if (view === undefined) return <RequestMissing />;
  const { request } = view;
  return (
    <Page
      title={`${requestCode(request.id)} · ${request.customerName}`}
      subtitle={
        <Anchor component={Link} to="/requests" size="sm" c="dimmed">
          <IconArrowLeft size={14} style={{ verticalAlign: -2 }} aria-hidden />{' '}
          {actor.role === 'salesperson' ? 'My requests' : 'All requests'}
        </Anchor>
      }
      actions={<RequestStatusBadge view={view} />}
    >
      <RequestDetail
        view={view}
        actions={
          request.ownerId === actor.userId ? (
            <OwnerActions view={view} />
          ) : awaitsDecision(view, actor) ? (
            <DecisionPanel key={request.id} view={view} />
          ) : null
        }
      />
    </Page>
  );
}
