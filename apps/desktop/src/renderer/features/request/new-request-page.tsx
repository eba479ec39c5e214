import { notifications } from '@mantine/notifications';
import { requestCode } from '@marginiq/domain/request-code';
import { useNavigate } from '@tanstack/react-router';
import { v7 } from 'uuid';
import { Page } from '../../app/page.tsx';
import { useSyncStatus, useWorkspace } from '../../app/workspace-context.ts';
import { waitingReason } from '../sync/sync-words.ts';
import { CustomerField } from './customer-field.tsx';
import { emptyDraft, wishedItems } from './draft.ts';
import { RequestEditor } from './request-editor.tsx';
import { useDraft } from './use-draft.ts';

export const NEW_DRAFT_KEY = 'draft:new';

export function NewRequestPage() {
  const { outbox } = useWorkspace();
  const status = useSyncStatus();
  const navigate = useNavigate();
  const handle = useDraft(NEW_DRAFT_KEY, emptyDraft);
  const { draft, change, discard } = handle;
  if (draft === null) return null;

  return (
    <Page title="New request" subtitle="What you write is kept on this device until you submit or discard it.">
      <RequestEditor
        handle={{ ...handle, draft }}
        customer={
          <CustomerField value={draft.customerId} onChange={(customerId) => change({ ...draft, customerId })} />
        }
        submitLabel="Submit request"
        onDiscard={() => void discard()}
        onSubmit={async ({ customerId, justification }, { verdict, inputs }) => {
          if (customerId === null) return;
          const requestId = v7();
          await outbox.submit({
            type: 'request.submit',
            baseRevision: 0,
            provisional: { verdict, inputs },
            args: { requestId, customerId, items: wishedItems(draft), justification },
          });
          await discard();
          notifications.show({
            title: `${requestCode(requestId)} is saved`,
            message: waitingReason(status),
            color: 'pine',
          });
          await navigate({ to: '/requests/$requestId', params: { requestId } });
        }}
      />
    </Page>
  );
}
