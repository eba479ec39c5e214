import { Badge, Button, Paper, Table, Text } from '@mantine/core';
import { WideTable } from '@marginiq/ui/components/wide-table';
import { t } from '@marginiq/ui/messages';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Load, Page } from '../../app/page.tsx';
import { useFormats } from '../overview/use-formats.ts';
import { useAdminSession } from '../session/session-context.ts';
import type { DeviceView } from './device-state.ts';
import { deviceState } from './device-state.ts';
import { RevokeDialog } from './revoke-dialog.tsx';

export function DevicesPage() {
  const { session, profile } = useAdminSession();
  const query = useQuery({ queryKey: ['devices'], queryFn: () => session.trpc.admin.devices.query() });
  const formats = useFormats();
  const [asked, setAsked] = useState<DeviceView | null>(null);
  return (
    <Page title={t('adminDevices.title')} subtitle={t('adminDevices.subtitle')}>
      <Load query={query}>
        {(devices) => (
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
                  {devices.map((device) => {
                    const state = deviceState(device);
                    return (
                      <Table.Tr key={device.id} data-testid={`device-${device.id}`}>
                        <Table.Td>
                          <Text size="sm" fw={600}>
                            {device.person.name}
                          </Text>
                        </Table.Td>
                        <Table.Td>
                          {device.name}
                          {device.id === profile.deviceId ? (
                            <Text size="xs" c="dimmed">
                              {t('adminDevices.thisConsole')}
                            </Text>
                          ) : null}
                        </Table.Td>
                        <Table.Td>{formats.dateTime(device.lastSeenAt)}</Table.Td>
                        <Table.Td ta="right">{formats.count(device.commands)}</Table.Td>
                        <Table.Td>
                          <Badge variant="light" color={state.color} tt="none" miw="max-content">
                            {state.label}
                          </Badge>
                          {state.detail === null ? null : (
                            <Text size="xs" c="dimmed" mt={4}>
                              {state.detail}
                            </Text>
                          )}
                        </Table.Td>
                        <Table.Td ta="right">
                          {device.revokedAt === null ? (
                            <Button
                              size="xs"
                              variant="default"
                              aria-label={t('adminDevices.revokeOf', {
                                device: device.name,
                                person: device.person.name,
                              })}
                              onClick={() => setAsked(device)}
                            >
                              {t('adminDevices.revoke')}
                            </Button>
                          ) : null}
                        </Table.Td>
                      </Table.Tr>
                    );
                  })}
                </Table.Tbody>
              </Table>
            </WideTable>
          </Paper>
        )}
      </Load>
      <RevokeDialog device={asked} onClose={() => setAsked(null)} onRevoked={() => void query.refetch()} />
    </Page>
  );
}
