import { Alert, Anchor, Group, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { requestCode } from '@marginiq/domain/request-code';
import { t } from '@marginiq/ui/messages';
import { Link, Navigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { v7 } from 'uuid';
import { Page } from '../../app/page.tsx';
import { useNavigateFromHere } from '../../app/use-navigate-from-here.ts';
import { useRequests, useWorkspace } from '../../app/workspace-context.ts';
import { CustomerField } from './customer-field.tsx';
import { isEmpty } from './draft.ts';
import type { DraftForm } from './draft-form.ts';
import { DraftGate } from './draft-gate.tsx';
import { removeDraft } from './kept-draft.ts';
import { RequestEditor } from './request-editor.tsx';
import { useDiscard } from './use-discard.tsx';
import { useDrafts } from './use-drafts.ts';

function NewRequestForm({ form }: { form: DraftForm }) {
  const { database } = useWorkspace();
  const navigate = useNavigateFromHere();
  const discard = useDiscard();

  const leave = async () => {
    await form.close();
    const kept = form.kept();
    if (isEmpty(kept.draft)) await removeDraft(database, kept.id);
    else await discard(kept);
    await navigate({ to: '/requests' });
  };
  return (
    <RequestEditor
      form={form}
      customer={<CustomerField form={form} />}
      submitLabel={t('requestForm.submit')}
      onDiscard={leave}
      toCommand={(draft, { verdict, inputs }, items) => {
        const { id, commandId } = form.kept();
        const { customerId, justification } = draft;
        return {
          id: commandId,
          type: 'request.submit',
          baseRevision: 0,
          provisional: { verdict, inputs },
          args: { requestId: id, customerId: customerId ?? '', items, justification },
        };
      }}
      onSaved={async () => {
        const { id: requestId } = form.kept();
        await form.close();
        // If it stays, it is recognised as submitted by its ids, and deleted later.
        await removeDraft(database, requestId).catch(() => undefined);
        notifications.show({
          title: t('saving.saved', { code: requestCode(requestId) }),
          // Nothing about sending: that changes while this is shown, and the request's page says it as it is.
          message: t('saving.savedDetail'),
          color: 'pine',
        });
        await navigate({ to: '/requests/$requestId', params: { requestId } });
      }}
    />
  );
}

function OtherDrafts({ id }: { id: string }) {
  const drafts = useDrafts() ?? [];
  const count = drafts.filter((kept) => kept.id !== id && kept.discardedAt === null).length;
  if (count === 0) return null;
  return (
    <Alert color="gray" variant="light" p="xs" data-testid="other-drafts">
      <Group gap="xs">
        {t('drafts.otherDrafts', { count })}
        <Anchor component={Link} to="/requests" size="sm">
          {t('drafts.show')}
        </Anchor>
      </Group>
    </Alert>
  );
}

/** A draft's own page. Its address names it, so a reload comes back to it. */
export function NewRequestPage() {
  const { draftId } = useParams({ from: '/new/$draftId' });
  const requests = useRequests();
  const isRequest = requests?.some(({ request }) => request.id === draftId) ?? false;
  if (isRequest) return <Navigate to="/requests/$requestId" params={{ requestId: draftId }} replace />;
  return (
    <Page title={t('requestForm.newTitle')} subtitle={t('requestForm.newSubtitle')}>
      <Stack gap="md">
        <OtherDrafts id={draftId} />
        <DraftGate key={draftId} id={draftId} initial={{}}>
          {(form) => <NewRequestForm form={form} />}
        </DraftGate>
      </Stack>
    </Page>
  );
}

/** Every new request is a separate draft, whichever window it is started in. */
export function BeginRequest() {
  const [draftId] = useState(() => v7());
  return <Navigate to="/new/$draftId" params={{ draftId }} replace />;
}
