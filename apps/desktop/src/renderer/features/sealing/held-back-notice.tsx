import { Alert } from '@mantine/core';
import { t } from '@marginiq/ui/messages';
import { IconLock } from '@tabler/icons-react';
import { useLive } from '../../app/live.ts';
import { useWorkspace } from '../../app/workspace-context.ts';
import { DiscardHeld } from './discard-held.tsx';

/** Names the commands on this device that cannot be read, and what helps. */
export function HeldBackNotice() {
  const { lockedWaiting, lockedRefused, damaged } = useLive(useWorkspace().held);
  return (
    <>
      {lockedWaiting > 0 ? (
        <Alert color="orange" mb="md" icon={<IconLock size={18} />} title={t('sealing.lockedTitle')}>
          {t('sealing.locked', { count: lockedWaiting })}
          <DiscardHeld kind="lockedWaiting" count={lockedWaiting} />
        </Alert>
      ) : null}
      {lockedRefused > 0 ? (
        <Alert color="orange" mb="md" icon={<IconLock size={18} />} title={t('sealing.lockedRefusedTitle')}>
          {t('sealing.lockedRefused', { count: lockedRefused })}
          <DiscardHeld kind="lockedRefused" count={lockedRefused} />
        </Alert>
      ) : null}
      {damaged > 0 ? (
        <Alert color="red" mb="md" title={t('sealing.damagedTitle')}>
          {t('sealing.damaged', { count: damaged })}
          <DiscardHeld kind="damaged" count={damaged} />
        </Alert>
      ) : null}
    </>
  );
}
