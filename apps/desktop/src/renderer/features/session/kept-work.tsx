import { Alert, Stack, Text } from '@mantine/core';
import { t } from '@marginiq/ui/messages';
import { IconClock } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { countUnsent } from '../../app/leaving.ts';
import { databaseNameOf } from '../../app/workspace.ts';
import type { DeviceOwner } from '../../host/device-registry.ts';
import { deviceRegistry } from '../../host/host-bridge.ts';

interface Kept {
  owner: DeviceOwner;
  /** Null if it cannot be read. */
  unsent: number | null;
}

async function findKept(): Promise<Kept[]> {
  const found = deviceRegistry()
    .owners()
    .map(async (owner) => ({ owner, unsent: await countUnsent(databaseNameOf(owner)).catch(() => null) }));
  return (await Promise.all(found)).filter(({ unsent }) => unsent !== 0);
}

/** Whose unsent actions wait on this device, whoever was signed in, before anybody signs in. */
export function KeptWork() {
  const [kept, setKept] = useState<Kept[]>([]);
  useEffect(() => {
    let isShown = true;
    void findKept().then((found) => {
      if (isShown) setKept(found);
    });
    return () => {
      isShown = false;
    };
  }, []);
  if (kept.length === 0) return null;
  return (
    <Alert color="orange" icon={<IconClock />} title={t('session.keptTitle')} data-testid="kept-work">
      <Stack gap={4}>
        {kept.map(({ owner: { userId, name, companyName: company }, unsent }) => (
          <Text key={userId} size="sm" style={{ overflowWrap: 'anywhere' }}>
            {unsent === null
              ? t('session.keptUnreadable', { name, company })
              : t('session.kept', { count: unsent, name, company })}
          </Text>
        ))}
      </Stack>
    </Alert>
  );
}
