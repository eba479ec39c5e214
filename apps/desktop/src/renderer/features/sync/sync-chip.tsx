import { Badge, HoverCard, Loader, Text, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconCloudCheck, IconCloudOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useFormats, useSyncStatus, useWorkspace } from '../../app/workspace-context.ts';
import { type SyncTone, syncWords } from './sync-words.ts';

const LOOKS: Record<SyncTone, { color: string; icon: ReactNode }> = {
  good: { color: 'teal', icon: <IconCloudCheck size={14} aria-hidden /> },
  busy: { color: 'blue', icon: <Loader size={10} color="blue" aria-hidden /> },
  waiting: { color: 'orange', icon: <IconCloudOff size={14} aria-hidden /> },
  bad: { color: 'red', icon: <IconAlertTriangle size={14} aria-hidden /> },
};

/** The connection at a glance; a click tries at once. */
export function SyncChip() {
  const { engine } = useWorkspace();
  const status = useSyncStatus();
  const formats = useFormats();
  const { tone, label, detail } = syncWords(status);
  const { color, icon } = LOOKS[tone];
  return (
    <HoverCard width={280} position="bottom-end" shadow="md" openDelay={200}>
      <HoverCard.Target>
        <UnstyledButton onClick={() => engine.wake()} aria-label={`Connection: ${label}. Try now`}>
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
          {status.syncedAt === null
            ? 'Never in step with the server yet.'
            : `Last in step: ${formats.dateTime(status.syncedAt)}`}
        </Text>
      </HoverCard.Dropdown>
    </HoverCard>
  );
}
