import { Button, Group } from '@mantine/core';
import { t } from '@marginiq/ui/messages';
import { IconRefresh } from '@tabler/icons-react';
import { useAppUpdate, useUpdateState } from '../../app/update-context.ts';
import { updateAction } from '../../app/update-words.ts';
import { EntryScreen } from './entry-screen.tsx';

/** A newer version has opened the data on this device: nothing is damaged, so no repair is offered, only the newer version. */
export function NewerVersionScreen({ onTryAgain }: { onTryAgain: () => void }) {
  const update = useAppUpdate();
  const state = useUpdateState(update);
  const action = update === null ? t('update.now') : updateAction(state, update.way);
  return (
    <EntryScreen title={t('newerVersion.title')} hint={t('newerVersion.explanation')}>
      <Group justify="flex-end">
        <Button variant="default" onClick={onTryAgain}>
          {t('general.tryAgain')}
        </Button>
        {action === null ? null : (
          <Button
            data-autofocus
            leftSection={<IconRefresh size={18} />}
            // Reloading alone may bring the same build again.
            onClick={() => (update === null ? window.location.reload() : void update.apply())}
          >
            {action}
          </Button>
        )}
      </Group>
    </EntryScreen>
  );
}
