import { Alert, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { isOverdue } from '@marginiq/domain/deadlines';
import { requestCode } from '@marginiq/domain/request-code';
import { awaitsOwner, isOpen } from '@marginiq/domain/status';
import { withSuggestion } from '@marginiq/domain/suggestion';
import { t } from '@marginiq/ui/messages';
import { Navigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { v7 } from 'uuid';
import { Page } from '../../app/page.tsx';
import { useAction } from '../../app/use-action.ts';
import { useNavigateFromHere } from '../../app/use-navigate-from-here.ts';
import { useInstant } from '../../app/use-now.ts';
import { useFormats, useRequests, useWorkspace } from '../../app/workspace-context.ts';
import { RequestMissing } from '../requests/request-missing.tsx';
import { ChangesRequested } from './changes-requested.tsx';
import { draftOf, saysTheSame } from './draft.ts';
import type { DraftForm } from './draft-form.ts';
import { DraftGate } from './draft-gate.tsx';
import { draftLink } from './draft-link.ts';
import { type KeptDraft, newKeptDraft, removeDraft, writeDraft } from './kept-draft.ts';
import { RequestEditor } from './request-editor.tsx';
import { useDiscard } from './use-discard.tsx';
import { DRAFT_PORTS, useKept } from './use-draft-form.ts';
import { useDrafts } from './use-drafts.ts';

/** The suggestion in the last request for changes, as long as the request waits for a revision. */
function suggestionOf(request: DiscountRequest): number | null {
  if (!awaitsOwner(request)) return null;
  return request.steps.findLast(({ kind }) => kind === 'requestAdjustment')?.suggestedDiscountBp ?? null;
}

const begin = (request: DiscountRequest, locale: string) =>
  draftOf({ ...request, items: withSuggestion(request.items, suggestionOf(request)) }, locale);

function BegunEarlier({ form, request, begun }: { form: DraftForm; request: DiscountRequest; begun: number }) {
  const { locale } = useFormats();
  const { id: requestId, revision: current } = request;
  const rebase = () => form.changeKept({ revises: { requestId, baseRevision: current } });
  return (
    <Alert color="orange" title={t('requestForm.begunEarlier', { begun, current })} data-testid="begun-earlier">
      <Stack gap="sm">
        <Text size="sm">{t('requestForm.begunEarlierDetail')}</Text>
        <Group gap="xs">
          <Button size="xs" onClick={rebase}>
            {t('requestForm.keepText')}
          </Button>
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              form.change(() => begin(request, locale));
              rebase();
            }}
          >
            {t('requestForm.startAgain', { current })}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}

function ReviseForm({ form, request }: { form: DraftForm; request: DiscountRequest }) {
  const { database } = useWorkspace();
  const navigate = useNavigateFromHere();
  const discard = useDiscard();
  const { locale } = useFormats();
  const begun = useKept(form).revises?.baseRevision ?? request.revision;
  const isEarlier = begun !== request.revision;
  const back = () => navigate({ to: '/requests/$requestId', params: { requestId: request.id } });

  return (
    <Stack gap="lg">
      <ChangesRequested request={request} filled />
      {isEarlier ? <BegunEarlier form={form} request={request} begun={begun} /> : null}
      <RequestEditor
        form={form}
        blocked={isEarlier}
        customer={
          <div>
            <Text size="sm" c="dimmed">
              {t('requestForm.customer')}
            </Text>
            <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
              {request.customerName}
            </Text>
          </div>
        }
        submitLabel={t('requestForm.submitRevision', { revision: request.revision + 1 })}
        onDiscard={async () => {
          await form.close();
          const kept = form.kept();
          // If nothing was typed there is nothing to restore: the same form opens again from the request itself.
          const isNothingTyped = form.isUntouched() || saysTheSame(kept.draft, begin(request, locale));
          if (isNothingTyped) await removeDraft(database, kept.id);
          else await discard(kept);
          await back();
        }}
        toCommand={(draft, { verdict, inputs }, items) => ({
          id: form.kept().commandId,
          type: 'request.revise',
          baseRevision: begun,
          provisional: { verdict, inputs },
          args: { requestId: request.id, items, justification: draft.justification },
        })}
        onSaved={async () => {
          await form.close();
          await removeDraft(database, form.kept().id).catch(() => undefined);
          await back();
        }}
      />
    </Stack>
  );
}

/** The request was decided in the meantime; what was typed can still be used. */
function NotRevisable({ kept }: { kept: KeptDraft | undefined }) {
  const { database } = useWorkspace();
  const navigate = useNavigateFromHere();
  const { busy, run } = useAction();
  const turnIntoNew = (from: KeptDraft) =>
    run(async () => {
      const copy = newKeptDraft(DRAFT_PORTS, { draft: from.draft, title: from.title });
      await writeDraft(database, copy);
      await removeDraft(database, from.id);
      await navigate(draftLink(copy));
    });
  return (
    <Alert color="orange" title={t('requestForm.notRevisable')}>
      {kept === undefined ? null : (
        <Button size="xs" mt="xs" loading={busy} onClick={() => void turnIntoNew(kept)}>
          {t('requestForm.useAsNew')}
        </Button>
      )}
    </Alert>
  );
}

export function RevisePage() {
  const { requestId } = useParams({ from: '/requests/$requestId/revise' });
  const { draft: draftId } = useSearch({ from: '/requests/$requestId/revise' });
  const { actor } = useWorkspace();
  const { locale } = useFormats();
  const requests = useRequests();
  const drafts = useDrafts('nothing');
  const [newId] = useState(() => v7());
  const now = useInstant();
  if (requests === null || drafts === null) return <Skeleton h={320} radius="lg" />;
  const request = requests.find((view) => view.request.id === requestId)?.request;
  if (request === undefined) return <RequestMissing />;

  const own = drafts.filter(({ revises, discardedAt }) => revises?.requestId === requestId && discardedAt === null);
  if (draftId === undefined) {
    const search = { draft: own[0]?.id ?? newId };
    return <Navigate to="/requests/$requestId/revise" params={{ requestId }} search={search} replace />;
  }
  const isRevisable = isOpen(request) && !isOverdue(request, now);
  const mayRevise = request.ownerId === actor.userId && isRevisable;
  return (
    <Page
      title={t('requestForm.reviseTitle', { code: requestCode(request.id) })}
      subtitle={t('requestForm.reviseSubtitle', { revision: request.revision })}
    >
      {mayRevise ? (
        <DraftGate
          key={draftId}
          id={draftId}
          initial={{
            revises: { requestId, baseRevision: request.revision },
            title: request.customerName,
            draft: begin(request, locale),
          }}
        >
          {(form) => <ReviseForm form={form} request={request} />}
        </DraftGate>
      ) : (
        <NotRevisable kept={own.find(({ id }) => id === draftId) ?? own[0]} />
      )}
    </Page>
  );
}
