import { Paper, Table, Text } from '@mantine/core';
import { WideTable } from '@marginiq/ui/components/wide-table';
import { t } from '@marginiq/ui/messages';
import { useFormats } from '../overview/use-formats.ts';
import { DeviceName, DeviceStateBadge, DeviceStateDetail, RevokeButton } from './device-parts.tsx';
import type { DeviceView } from './device-state.ts';

export interface DeviceListProps {
  devices: readonly DeviceView[];
  onRevoke: (device: DeviceView) => void;
}

/** The devices where there is room for all columns. */
export function DeviceTable({ devices, onRevoke }: DeviceListProps) {
  const formats = useFormats();
  return (
    <Paper withBorder radius="lg" p="xs">
      <WideTable label={t('adminDevices.title')} minWidth={720}>
        <Table verticalSpacing="sm" style={{ fontVariantNumeric: 'tabular-nums' }}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('adminDevices.person')}</Table.Th>
              <Table.Th>{t('adminDevices.device')}</Table.Th>
              <Table.Th>{t('adminDevices.lastSeen')}</Table.Th>
              <Table.Th ta="right">{t('adminDevices.actionsSent')}</Table.Th>
              <Table.Th>{t('adminDevices.state')}</Table.Th>
              <Table.Th aria-label={t('adminDevices.actions')} />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {devices.map((device) => (
              <Table.Tr key={device.id} data-testid={`device-${device.id}`}>
                <Table.Td>
                  <Text size="sm" fw={600}>
                    {device.person.name}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <DeviceName device={device} />
                </Table.Td>
                <Table.Td>{formats.dateTime(device.lastSeenAt)}</Table.Td>
                <Table.Td ta="right">{formats.count(device.commands)}</Table.Td>
                <Table.Td>
                  <DeviceStateBadge device={device} />
                  <DeviceStateDetail device={device} />
                </Table.Td>
                <Table.Td ta="right">
                  <RevokeButton device={device} onRevoke={onRevoke} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </WideTable>
    </Paper>
  );
}
