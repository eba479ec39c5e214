import { Badge, HoverCard, Loader, Text, UnstyledButton } from '@mantine/core';
import { t } from '@marginiq/ui/messages';
import { IconAlertTriangle, IconCloudCheck, IconCloudOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useFormats, useSyncStatus, useWorkspace } from '../../app/workspace-context.ts';
import type { SyncTone } from './sync-words.ts';
import { useSyncWords } from './use-sync-words.ts';

const LOOKS: Record<SyncTone, { color: string; icon: ReactNode }> = {
  good: { color: 'teal', icon: <IconCloudCheck size={14} aria-hidden /> },
  busy: { color: 'blue', icon: <Loader size={10} color="blue" aria-hidden /> },
  waiting: { color: 'orange', icon: <IconCloudOff size={14} aria-hidden /> },
  bad: { color: 'red', icon: <IconAlertTriangle size={14} aria-hidden /> },
};

/** The connection at a glance; a click tries at once. */
export function SyncChip() {
  const { engine } = useWorkspace();
  const { syncedAt } = useSyncStatus();
  const formats = useFormats();
  const { tone, label, detail } = useSyncWords();
  const { color, icon } = LOOKS[tone];
  return (
    <HoverCard width={280} position="bottom-end" shadow="md" openDelay={200}>
      <HoverCard.Target>
        <UnstyledButton miw={0} onClick={() => engine.wake()} aria-label={t('sync.chip', { state: label })}>
          <Badge
            variant="light"
            color={color}
            leftSection={icon}
            tt="none"
            fw={600}
            size="lg"
            role="status"
            data-testid="sync-chip"
          >
            {label}
          </Badge>
        </UnstyledButton>
      </HoverCard.Target>
      <HoverCard.Dropdown>
        <Text size="sm">{detail}</Text>
        <Text size="xs" c="dimmed" mt={6}>
          {syncedAt === null ? t('sync.neverSynced') : t('sync.lastSynced', { at: formats.dateTime(syncedAt) })}
        </Text>
      </HoverCard.Dropdown>
    </HoverCard>
  );
}
