import { Alert, Text } from '@mantine/core';
import type { RequestView } from '@marginiq/sync/replica/overlay';
import { t } from '@marginiq/ui/messages';
import { IconCloudDownload, IconCloudUp } from '@tabler/icons-react';
import { useEntries, useSyncStatus } from '../../app/workspace-context.ts';
import { waitingReason } from './sync-words.ts';
import { areAllAccepted } from './unsettled.ts';

/** Says that what is shown is still this device's own view, and what it waits for. */
export function PendingAlert({ view: { pending } }: { view: RequestView }) {
  const status = useSyncStatus();
  const entries = useEntries();
  if (pending.length === 0) return null;
  if (areAllAccepted(pending, entries)) {
    return (
      <Alert color="blue" icon={<IconCloudDownload />} title={t('pending.accepted')} data-testid="pending">
        <Text size="sm">{t('pending.acceptedDetail')}</Text>
      </Alert>
    );
  }
  return (
    <Alert color="orange" icon={<IconCloudUp />} title={waitingReason(status)} data-testid="pending">
      <Text size="sm">{t('pending.detail')}</Text>
    </Alert>
  );
}
