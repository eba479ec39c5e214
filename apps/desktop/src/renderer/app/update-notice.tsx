import { Alert, Button, Group, Text } from '@mantine/core';
import { t } from '@marginiq/ui/messages';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { useAppUpdate, useUpdateState } from './update-context.ts';
import { updateAction, updateSentence } from './update-words.ts';

/** Offers the newer version, above whatever is shown, signed in or not. */
export function UpdateNotice() {
  const update = useAppUpdate();
  const state = useUpdateState(update);
  const [isPutOff, setPutOff] = useState(false);
  const { phase, required } = state;
  if (update === null || (phase === 'none' && !required) || (isPutOff && !required)) return null;
  const action = updateAction(state, update.way);
  const busy = phase === 'checking' || phase === 'downloading' || phase === 'applying';
  return (
    <Alert
      role="status"
      color={required ? 'red.9' : 'blue.9'}
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
      <Text size="sm">{updateSentence(state, update.way)}</Text>
      <Group mt="sm" gap="xs">
        {action === null ? null : (
          <Button size="xs" variant="white" loading={busy} onClick={() => void update.apply()}>
            {action}
          </Button>
        )}
        {required && update.openInBrowser !== undefined ? (
          <Button
            size="xs"
            variant={action === null ? 'white' : 'transparent'}
            c={action === null ? undefined : 'white'}
            onClick={() => update.openInBrowser?.()}
          >
            {t('update.openInBrowser')}
          </Button>
        ) : null}
        {required ? null : (
          <Button size="xs" variant="transparent" c="white" onClick={() => setPutOff(true)}>
            {t('update.later')}
          </Button>
        )}
      </Group>
    </Alert>
  );
}
