import { Alert, Stack, Text } from '@mantine/core';
import type { HeldBack } from '@marginiq/sync/outbox/sealed-entries';
import { t } from '@marginiq/ui/messages';
import { IconLock } from '@tabler/icons-react';
import { useLive } from '../../app/live.ts';
import { useWorkspace } from '../../app/workspace-context.ts';
import { DiscardHeld } from './discard-held.tsx';

const KINDS = [
  { kind: 'lockedWaiting', titleKey: 'sealing.lockedTitle', detailKey: 'sealing.locked' },
  { kind: 'lockedRefused', titleKey: 'sealing.lockedRefusedTitle', detailKey: 'sealing.lockedRefused' },
  { kind: 'damaged', titleKey: 'sealing.damagedTitle', detailKey: 'sealing.damaged' },
] as const satisfies { kind: keyof HeldBack; titleKey: string; detailKey: string }[];

/** Names the commands on this device that cannot be read, what helps, and how to do without them. */
export function HeldBackNotice() {
  const held = useLive(useWorkspace().held);
  return KINDS.filter(({ kind }) => held[kind] > 0).map(({ kind, titleKey, detailKey }) => (
    <Alert
      key={kind}
      mb="md"
      title={t(titleKey)}
      {...(kind === 'damaged' ? { color: 'red' } : { color: 'orange', icon: <IconLock size={18} /> })}
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{t(detailKey, { count: held[kind] })}</Text>
        <DiscardHeld kind={kind} count={held[kind]} />
      </Stack>
    </Alert>
  ));
}
