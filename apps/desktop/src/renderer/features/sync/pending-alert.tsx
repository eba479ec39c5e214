import { Alert, Text } from '@mantine/core';
import type { RequestView } from '@marginiq/sync/overlay';
import { t } from '@marginiq/ui/messages';
import { IconCloudUp } from '@tabler/icons-react';
import { useSyncStatus } from '../../app/workspace-context.ts';
import { waitingReason } from './sync-words.ts';

/** Says that what is shown is this device's own view yet, and what it waits for. */
export function PendingAlert({ view }: { view: RequestView }) {
  const status = useSyncStatus();
  if (view.pending.length === 0) return null;
  return (
    <Alert color="orange" icon={<IconCloudUp />} title={waitingReason(status)} data-testid="pending">
      <Text size="sm">{t('pending.detail')}</Text>
    </Alert>
  );
}
