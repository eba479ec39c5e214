import { Alert, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { t } from '@marginiq/ui/messages';
import type { ReactNode } from 'react';
import { useAction } from '../../app/use-action.ts';
import { useNavigateFromHere } from '../../app/use-navigate-from-here.ts';
import { useWorkspace } from '../../app/workspace-context.ts';
import type { DraftForm } from './draft-form.ts';
import { draftLink } from './draft-link.ts';
import { type KeptDraft, newKeptDraft, readDraft, writeDraft } from './kept-draft.ts';
import { DRAFT_PORTS, useDraftForm } from './use-draft-form.ts';

interface Props {
  id: string;
  /** The form's initial content if nothing is kept under this id. */
  initial: Partial<Pick<KeptDraft, 'revises' | 'draft' | 'title'>>;
  children: (form: DraftForm) => ReactNode;
}

function Elsewhere({ id, takeOver }: { id: string; takeOver: () => void }) {
  const { database } = useWorkspace();
  const navigate = useNavigateFromHere();
  const { busy, run } = useAction();
  const copy = () =>
    run(async () => {
      const kept = await readDraft(database, id);
      const copied = newKeptDraft(DRAFT_PORTS, kept === null ? {} : { ...kept, id: DRAFT_PORTS.newId() });
      await writeDraft(database, copied);
      await navigate(draftLink(copied));
    });
  return (
    <Alert color="orange" title={t('drafts.elsewhere')} data-testid="draft-elsewhere">
      <Stack gap="sm">
        <Text size="sm">{t('drafts.elsewhereDetail')}</Text>
        <Group gap="xs">
          <Button size="xs" onClick={takeOver}>
            {t('drafts.takeOver')}
          </Button>
          <Button size="xs" variant="default" loading={busy} onClick={() => void copy()}>
            {t('drafts.copy')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}

/** Opens a draft and shows its form; another window's is not shared by accident. */
export function DraftGate({ id, initial, children }: Props) {
  const opened = useDraftForm(id, initial);
  if (opened.state === 'opening') return <Skeleton h={320} radius="lg" />;
  if (opened.state === 'failed') return <Alert color="red">{t('drafts.notRead')}</Alert>;
  if (opened.state === 'elsewhere') return <Elsewhere id={id} takeOver={opened.takeOver} />;
  return children(opened.form);
}
