import { Alert, Text } from '@mantine/core';
import { t } from '@marginiq/ui/messages';
import { IconShieldOff } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { DesktopBridge, Keeping } from '../../../bridge/bridge.ts';

/** What this computer keeps of a session, shown before anybody signs in. */
export function KeepingNote({ bridge }: { bridge: DesktopBridge }) {
  const [keeping, setKeeping] = useState<Keeping | null>(null);
  useEffect(() => {
    void bridge.keeping().then(setKeeping);
  }, [bridge]);
  if (keeping === null) return null;
  const text = t(`session.keeping.${keeping}`);
  if (keeping === 'memory') {
    return (
      <Alert color="orange" icon={<IconShieldOff />} data-testid="keeping">
        {text}
      </Alert>
    );
  }
  return (
    <Text size="xs" c="dimmed" data-testid="keeping">
      {text}
    </Text>
  );
}
