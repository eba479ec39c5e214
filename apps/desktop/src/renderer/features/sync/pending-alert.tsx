import { Alert, Text } from '@mantine/core';
import type { RequestView } from '@marginiq/sync/overlay';
import { IconCloudUp } from '@tabler/icons-react';
import { useSyncStatus } from '../../app/workspace-context.ts';
import { waitingReason } from './sync-words.ts';

/** Says that what is shown is this device's own view yet, and what it waits for. */
export function PendingAlert({ view }: { view: RequestView }) {
  const status = useSyncStatus();
  if (view.pending.length === 0) return null;
  return (
    <Alert color="orange" icon={<IconCloudUp />} title={waitingReason(status)} data-testid="pending">
      <Text size="sm">
        Saved on this device. What you see is provisional: the server decides with the same rules when it is sent.
      </Text>
    </Alert>
  );
}
