import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { t } from '@marginiq/ui/messages';
import { useNavigate } from '@tanstack/react-router';
import { systemNow } from '../../app/workspace.ts';
import { useWorkspace } from '../../app/workspace-context.ts';
import { draftLink } from './draft-link.ts';
import { discardDraft, type KeptDraft, restoreDraft } from './kept-draft.ts';

/** It can be read and pressed; after that, the drafts offer the same. */
const UNDO_FOR_MS = 8_000;

/** Discards a draft, and offers to bring it back: at once here, and for a week among the drafts. */
export function useDiscard(): (kept: KeptDraft) => Promise<void> {
  const { database } = useWorkspace();
  const navigate = useNavigate();
  return async (kept) => {
    await discardDraft(database, kept, systemNow());
    const notification = `discarded-${kept.id}`;
    const undo = async () => {
      notifications.hide(notification);
      await restoreDraft(database, kept.id);
      await navigate(draftLink(kept));
    };
    notifications.show({
      id: notification,
      title: t('drafts.discarded'),
      message: (
        <Group justify="space-between" gap="xs">
          <Text size="sm">{t('drafts.discardedDetail')}</Text>
          <Button size="xs" variant="light" onClick={() => void undo()}>
            {t('drafts.undo')}
          </Button>
        </Group>
      ),
      autoClose: UNDO_FOR_MS,
    });
  };
}
