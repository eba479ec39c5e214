import { Alert, Text } from '@mantine/core';
import { t } from '@marginiq/ui/messages';
import { IconUserOff } from '@tabler/icons-react';

interface Props {
  name: string;
  company: string;
  unsent: number;
  /** Whether what they were writing was sealed, and so stays. */
  isSealed: boolean;
}

/** Shown to somebody whose account was deactivated: what happened, what became of the unsent work, and whom to ask. */
export function DeactivatedNotice({ name, company, unsent, isSealed }: Props) {
  return (
    <Alert color="red" icon={<IconUserOff />} title={t('session.deactivatedTitle')} role="alert">
      <Text size="sm">
        {t('session.deactivated', { company, name })} {t('session.deactivatedUnsent', { count: unsent })}{' '}
        {t(isSealed ? 'session.deactivatedDrafts' : 'session.deactivatedNoDrafts')}
      </Text>
      <Text size="sm" mt="xs">
        {t('session.deactivatedNext')}
      </Text>
    </Alert>
  );
}
