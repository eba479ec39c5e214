import { Badge, Group, Paper, Text } from '@mantine/core';
import { t } from '@marginiq/ui/messages';
import { useLive } from '../../app/live.ts';
import { useWorkspace } from '../../app/workspace-context.ts';

/** Actions that this device holds and cannot read. All that is known of one is whether a sign-in unlocks it. */
export function UnreadableEntries() {
  const { lockedWaiting, lockedRefused, damaged } = useLive(useWorkspace().held);
  const kinds = [
    ...Array<'locked'>(lockedWaiting + lockedRefused).fill('locked'),
    ...Array<'damaged'>(damaged).fill('damaged'),
  ];
  return kinds.map((kind, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: nothing tells one from another
    <Paper key={`${kind}-${index}`} withBorder radius="lg" p="lg" data-testid="outbox-unreadable">
      <Group justify="space-between" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Text fw={600}>{t('outbox.unreadable')}</Text>
          <Text size="sm" c="dimmed">
            {t(`outbox.${kind}Detail`)}
          </Text>
        </div>
        <Badge color={kind === 'locked' ? 'orange' : 'red'} variant="light" tt="none">
          {t(`outbox.${kind}`)}
        </Badge>
      </Group>
    </Paper>
  ));
}
