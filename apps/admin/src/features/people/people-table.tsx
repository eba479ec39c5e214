import { Paper, Table } from '@mantine/core';
import { WideTable } from '@marginiq/ui/components/wide-table';
import { t } from '@marginiq/ui/messages';
import { useFormats } from '../overview/use-formats.ts';
import { ChangeButton, type PeopleProps, PersonName, PersonRole } from './person-parts.tsx';

/** The people where there is room for all columns. */
export function PeopleTable({ people, onChange }: PeopleProps) {
  const formats = useFormats();
  return (
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
              <Table.Th aria-label={t('adminPeople.actions')} />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {people.map((person) => {
              const { id, pattern } = person;
              return (
                <Table.Tr key={id}>
                  <Table.Td>
                    <PersonName person={person} />
                  </Table.Td>
                  <Table.Td>
                    <PersonRole person={person} />
                  </Table.Td>
                  <Table.Td ta="right">{pattern === null ? '' : formats.count(pattern.deals)}</Table.Td>
                  <Table.Td ta="right">{pattern === null ? '' : formats.percent(pattern.averageDiscountBp)}</Table.Td>
                  <Table.Td ta="right">{pattern === null ? '' : formats.percent(pattern.approvedShareBp)}</Table.Td>
                  <Table.Td ta="right">
                    <ChangeButton person={person} onChange={onChange} />
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </WideTable>
    </Paper>
  );
}
