import { Badge, Paper, Table, Text } from '@mantine/core';
import type { Role } from '@marginiq/contract/roles';
import { useQuery } from '@tanstack/react-query';
import { Load, Page } from '../../app/page.tsx';
import { useFormats } from '../overview/use-formats.ts';
import { useAdminSession } from '../session/session-context.ts';

const ROLES: Record<Role, { label: string; color: string }> = {
  salesperson: { label: 'Sales', color: 'gray' },
  manager: { label: 'Manager', color: 'blue' },
  admin: { label: 'Admin', color: 'pine' },
};

export function PeoplePage() {
  const { session } = useAdminSession();
  const query = useQuery({ queryKey: ['people'], queryFn: () => session.trpc.admin.people.query() });
  const formats = useFormats();
  return (
    <Page title="People" subtitle="Who works with MarginIQ here, and how they discount">
      <Load query={query}>
        {(people) => (
          <Paper withBorder radius="lg" p="xs">
            <Table.ScrollContainer minWidth={640}>
              <Table verticalSpacing="sm" style={{ fontVariantNumeric: 'tabular-nums' }}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Name</Table.Th>
                    <Table.Th>Role</Table.Th>
                    <Table.Th ta="right">Decided requests</Table.Th>
                    <Table.Th ta="right">Usual discount</Table.Th>
                    <Table.Th ta="right">Approved</Table.Th>
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
                        <Badge variant="light" color={ROLES[role].color} tt="none">
                          {ROLES[role].label}
                        </Badge>{' '}
                        {active ? null : (
                          <Badge variant="light" color="red" tt="none">
                            Switched off
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
            </Table.ScrollContainer>
          </Paper>
        )}
      </Load>
    </Page>
  );
}
