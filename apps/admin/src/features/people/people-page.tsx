import { Badge, Paper, Table, Text } from '@mantine/core';
import type { Role } from '@marginiq/contract/roles';
import { WideTable } from '@marginiq/ui/components/wide-table';
import { t } from '@marginiq/ui/messages';
import { useQuery } from '@tanstack/react-query';
import { Load, Page } from '../../app/page.tsx';
import { useFormats } from '../overview/use-formats.ts';
import { useAdminSession } from '../session/session-context.ts';

const COLORS: Record<Role, string> = { salesperson: 'gray', manager: 'blue', admin: 'pine' };

export function PeoplePage() {
  const { session } = useAdminSession();
  const query = useQuery({ queryKey: ['people'], queryFn: () => session.trpc.admin.people.query() });
  const formats = useFormats();
  return (
    <Page title={t('adminPeople.title')} subtitle={t('adminPeople.subtitle')}>
      <Load query={query}>
        {(people) => (
          <Paper withBorder radius="lg" p="xs">
            <WideTable label={t('adminPeople.title')} minWidth={640}>
              <Table verticalSpacing="sm" style={{ fontVariantNumeric: 'tabular-nums' }}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('adminPeople.name')}</Table.Th>
                    <Table.Th>{t('adminPeople.role')}</Table.Th>
                    <Table.Th ta="right">{t('adminPeople.deals')}</Table.Th>
                    <Table.Th ta="right">{t('adminPeople.usualDiscount')}</Table.Th>
                    <Table.Th ta="right">{t('adminPeople.approved')}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {people.map(({ id, name, email, role, active, pattern }) => (
                    <Table.Tr key={id}>
                      <Table.Td>
                        <Text size="sm" fw={600}>
                          {name}
                        </Text>
                        <Text size="xs" c="dimmed">
                          {email}
                        </Text>
                      </Table.Td>
                      <Table.Td>
                        <Badge variant="light" color={COLORS[role]} tt="none" miw="max-content">
                          {t(`role.${role}`)}
                        </Badge>{' '}
                        {active ? null : (
                          <Badge variant="light" color="red" tt="none">
                            {t('adminPeople.switchedOff')}
                          </Badge>
                        )}
                      </Table.Td>
                      <Table.Td ta="right">{pattern === null ? '' : formats.count(pattern.deals)}</Table.Td>
                      <Table.Td ta="right">
                        {pattern === null ? '' : formats.percent(pattern.averageDiscountBp)}
                      </Table.Td>
                      <Table.Td ta="right">{pattern === null ? '' : formats.percent(pattern.approvedShareBp)}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </WideTable>
          </Paper>
        )}
      </Load>
    </Page>
  );
}
