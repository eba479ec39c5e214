import { Alert } from '@mantine/core';
import { t } from '@marginiq/ui/messages';
import { IconLock } from '@tabler/icons-react';
import { useLive } from '../../app/live.ts';
import { useWorkspace } from '../../app/workspace-context.ts';

/** Names the commands on this device that cannot be read, and what helps. */
export function HeldBackNotice() {
  const { locked, damaged } = useLive(useWorkspace().held);
  return (
    <>
      {locked > 0 ? (
        <Alert color="orange" mb="md" icon={<IconLock size={18} />} title={t('sealing.lockedTitle')}>
          {t('sealing.locked', { count: locked })}
        </Alert>
      ) : null}
      {damaged > 0 ? (
        <Alert color="red" mb="md" title={t('sealing.damagedTitle')}>
          {t('sealing.damaged', { count: damaged })}
        </Alert>
      ) : null}
    </>
  );
}
