import { Alert, Text } from '@mantine/core';
import { t } from '@marginiq/ui/messages';
import { IconUserOff } from '@tabler/icons-react';

/** Shown to somebody whose account was deactivated: what happened, what became of the unsent work, and whom to ask. */
export function DeactivatedNotice({ name, company, unsent }: { name: string; company: string; unsent: number }) {
  return (
    <Alert color="red" icon={<IconUserOff />} title={t('session.deactivatedTitle')} role="alert">
      <Text size="sm">
        {t('session.deactivated', { company, name })} {t('session.deactivatedUnsent', { count: unsent })}
      </Text>
      <Text size="sm" mt="xs">
        {t('session.deactivatedNext')}
      </Text>
    </Alert>
  );
}
