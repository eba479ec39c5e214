import { Box, Group, Paper, Stack, Text } from '@mantine/core';
import { t } from '@marginiq/ui/messages';
import { useFormats } from '../overview/use-formats.ts';
import { DeviceName, DeviceStateBadge, DeviceStateDetail, RevokeButton } from './device-parts.tsx';
import type { DeviceListProps } from './device-table.tsx';

/** The devices one below the other, on a phone: a table would hide what can be done beyond its edge. */
export function DeviceCards({ devices, onRevoke }: DeviceListProps) {
  const formats = useFormats();
  return (
    <Stack gap="sm" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
      {devices.map((device) => (
        <Paper key={device.id} component="li" withBorder radius="lg" p="md" data-testid={`device-${device.id}`}>
          <Group justify="space-between" align="flex-start" wrap="nowrap">
            <Box miw={0}>
              <Text size="sm" fw={600}>
                {device.person.name}
              </Text>
              <Text size="sm" component="div">
                <DeviceName device={device} />
              </Text>
            </Box>
            <DeviceStateBadge device={device} />
          </Group>
          <DeviceStateDetail device={device} />
          <Group justify="space-between" align="flex-end" mt="xs">
            <Text size="xs" c="dimmed" style={{ fontVariantNumeric: 'tabular-nums' }}>
              {t('adminDevices.seenAndSent', {
                at: formats.dateTime(device.lastSeenAt),
                actions: formats.count(device.commands),
                count: device.commands,
              })}
            </Text>
            <RevokeButton device={device} onRevoke={onRevoke} />
          </Group>
        </Paper>
      ))}
    </Stack>
  );
}
