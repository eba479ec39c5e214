import { Alert, Button, Group, Text } from '@mantine/core';
import { t } from '@marginiq/ui/messages';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import type { UpdateState } from '../host/app-update.ts';
import { useAppUpdate, useUpdateState } from './update-context.ts';

function sentence({ phase, failure, required }: UpdateState): string {
  if (failure === 'offline') return t('update.failedOffline');
  if (failure === 'nothingNewer') return t('update.failedNothingNewer');
  if (phase === 'checking') return t('update.checking');
  if (phase === 'downloading') return t('update.downloading');
  if (phase === 'applying') return t('update.applying');
  return required ? t('update.required') : t('update.ready');
}

/** Offers the newer version, above whatever is shown, signed in or not. */
export function UpdateNotice() {
  const update = useAppUpdate();
  const state = useUpdateState(update);
  const [isPutOff, setPutOff] = useState(false);
  const { phase, required } = state;
  if (update === null || (phase === 'none' && !required) || (isPutOff && !required)) return null;
  const busy = phase === 'checking' || phase === 'downloading' || phase === 'applying';
  return (
    <Alert
      role="status"
      color={required ? 'red' : 'blue'}
      variant="filled"
      icon={<IconRefresh aria-hidden />}
      title={required ? t('update.requiredTitle') : t('update.readyTitle')}
      data-testid="update-notice"
      pos="fixed"
      bottom={16}
      left={16}
      maw="min(420px, calc(100vw - 32px))"
      style={{ zIndex: 400, boxShadow: 'var(--mantine-shadow-md)' }}
    >
      <Text size="sm">{sentence(state)}</Text>
      <Group mt="sm" gap="xs">
        <Button size="xs" variant="white" loading={busy} onClick={() => void update.apply()}>
          {t('update.now')}
        </Button>
        {required ? null : (
          <Button size="xs" variant="transparent" c="white" onClick={() => setPutOff(true)}>
            {t('update.later')}
          </Button>
        )}
      </Group>
    </Alert>
  );
}
