import { Alert, Skeleton, Stack, Text } from '@mantine/core';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { requestCode } from '@marginiq/domain/request-code';
import { useNavigate, useParams } from '@tanstack/react-router';
import { Page } from '../../app/page.tsx';
import { useRequests, useWorkspace } from '../../app/workspace-context.ts';
import { RequestMissing } from '../history/request-missing.tsx';
import { draftOf, wishedItems } from './draft.ts';
import { RequestEditor } from './request-editor.tsx';
import { useDraft } from './use-draft.ts';

const REVISABLE = new Set<DiscountRequest['status']>(['underReview', 'adjustmentRequested']);

function ReviseForm({ request }: { request: DiscountRequest }) {
  const { outbox } = useWorkspace();
  const navigate = useNavigate();
  const initial = () => draftOf(request.customerId, request.items, request.justification);
  // A draft belongs to the revision it began from: a newer one begins with what stands then.
  const handle = useDraft(`draft:${request.id}:${request.revision}`, initial);
  const { draft, discard } = handle;
  const back = () => navigate({ to: '/requests/$requestId', params: { requestId: request.id } });
  const last = request.steps.findLast(({ kind }) => kind === 'requestAdjustment');
  if (draft === null) return null;

  return (
    <Stack gap="lg">
      {request.status === 'adjustmentRequested' && last?.note ? (
        <Alert color="orange" title={`${last.by.name} asks for an adjustment`}>
          {last.note}
        </Alert>
      ) : null}
      <RequestEditor
        handle={{ ...handle, draft }}
        customer={
          <div>
            <Text size="sm" c="dimmed">
              Customer
            </Text>
            <Text fw={600}>{request.customerName}</Text>
          </div>
        }
        submitLabel={`Submit revision ${request.revision + 1}`}
        onDiscard={() => void discard().then(back)}
        onSubmit={async ({ justification }, { verdict, inputs }) => {
          await outbox.submit({
            type: 'request.revise',
            baseRevision: request.revision,
            provisional: { verdict, inputs },
            args: { requestId: request.id, items: wishedItems(draft), justification },
          });
          await discard();
          await back();
        }}
      />
    </Stack>
  );
}

export function RevisePage() {
  const { requestId } = useParams({ from: '/requests/$requestId/revise' });
  const { actor } = useWorkspace();
  const requests = useRequests();
  if (requests === null) return <Skeleton h={320} radius="lg" />;
  const request = requests.find((view) => view.request.id === requestId)?.request;
  if (request === undefined) return <RequestMissing />;
  const mayRevise = request.ownerId === actor.userId && REVISABLE.has(request.status);
  return (
    <Page title={`Revise ${requestCode(request.id)}`} subtitle={`Revision ${request.revision} stands now`}>
      {mayRevise ? (
        <ReviseForm key={`${request.id}:${request.revision}`} request={request} />
      ) : (
        <Alert color="orange">This request was decided or closed meanwhile and can not be revised any more.</Alert>
      )}
    </Page>
  );
}
