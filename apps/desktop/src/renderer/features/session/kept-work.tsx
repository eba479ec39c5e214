import { Alert, Stack, Text } from '@mantine/core';
import { t } from '@marginiq/ui/messages';
import { IconClock } from '@tabler/icons-react';
import { type Kept, useKept } from './kept.ts';

function textFor({ owner, unsent }: Kept): string {
  if (owner === null) return t('session.keptOfSomebody', { count: unsent ?? 0 });
  const { name, companyName: company } = owner;
  return unsent === null
    ? t('session.keptUnreadable', { name, company })
    : t('session.kept', { count: unsent, name, company });
}

/** Whose unsent actions wait on this device, whoever was signed in, before anybody signs in. */
export function KeptWork({ onCounted }: { onCounted?: (unsent: number | null) => void }) {
  const kept = useKept(onCounted);
  if (kept.length === 0) return null;
  return (
    <Alert color="orange" icon={<IconClock />} title={t('session.keptTitle')} data-testid="kept-work">
      <Stack gap={4}>
        {kept.map((one) => (
          <Text key={one.database} size="sm" style={{ overflowWrap: 'anywhere' }}>
            {textFor(one)}
          </Text>
        ))}
      </Stack>
    </Alert>
  );
}
