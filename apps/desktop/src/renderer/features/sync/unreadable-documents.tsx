import { Alert, Text } from '@mantine/core';
import { t } from '@marginiq/ui/messages';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useSyncStatus } from '../../app/workspace-context.ts';
import { unreadableWords } from './sync-words.ts';

/**
 * What the server sent and this program cannot read. Shown here even while the connection status says something else.
 */
export function UnreadableDocuments() {
  const { unreadable } = useSyncStatus();
  if (unreadable === null) return null;
  const { detail } = unreadableWords(unreadable);
  return (
    <Alert
      color="red"
      icon={<IconAlertTriangle />}
      title={t('sync.unreadable.title')}
      data-testid="unreadable-documents"
    >
      <Text size="sm">{detail}</Text>
    </Alert>
  );
}
