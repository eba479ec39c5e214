import { Alert, Stack, Text } from '@mantine/core';
import { peopleOnDisk } from '@marginiq/sync/local-database';
import { t } from '@marginiq/ui/messages';
import { IconClock } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { countUnsent } from '../../app/leaving.ts';
import { databaseNameOf } from '../../app/workspace.ts';
import type { DeviceOwner } from '../../host/device-registry.ts';
import { deviceRegistry } from '../../host/host-bridge.ts';

interface Kept {
  /** Null where the page's note of it was lost. */
  owner: DeviceOwner | null;
  database: string;
  /** Null if it cannot be read. */
  unsent: number | null;
}

async function findKept(): Promise<Kept[]> {
  const owners = new Map(
    deviceRegistry()
      .owners()
      .map((owner) => [databaseNameOf(owner), owner]),
  );
  const onDisk = (await peopleOnDisk().catch(() => [])).map(databaseNameOf);
  const found = [...new Set([...owners.keys(), ...onDisk])].map(async (database) => {
    const unsent = await countUnsent(database).catch(() => null);
    return { owner: owners.get(database) ?? null, database, unsent };
  });
  return (await Promise.all(found)).filter(({ owner, unsent }) => unsent !== 0 && (owner !== null || unsent !== null));
}

function textFor({ owner, unsent }: Kept): string {
  if (owner === null) return t('session.keptOfSomebody', { count: unsent ?? 0 });
  const { name, companyName: company } = owner;
  return unsent === null
    ? t('session.keptUnreadable', { name, company })
    : t('session.kept', { count: unsent, name, company });
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
        {kept.map((one) => (
          <Text key={one.database} size="sm" style={{ overflowWrap: 'anywhere' }}>
            {textFor(one)}
          </Text>
        ))}
      </Stack>
    </Alert>
  );
}
