import { Alert, Text } from '@mantine/core';
import { t } from '@marginiq/ui/messages';
import { IconDeviceLaptopOff } from '@tabler/icons-react';

/** Shown on a device whose access was revoked: what happened, and what became of the unsent work. */
export function RevokedNotice({ companyName, unsent }: { companyName: string; unsent: number }) {
  return (
    <Alert color="red" icon={<IconDeviceLaptopOff />} title={t('session.revokedTitle')} role="alert">
      <Text size="sm">
        {t('session.revoked', { company: companyName })} {t('session.revokedUnsent', { count: unsent })}
      </Text>
      <Text size="sm" mt="xs">
        {t('session.revokedNext')}
      </Text>
    </Alert>
  );
}
