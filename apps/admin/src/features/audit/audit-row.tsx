import { Accordion, Badge, Code, Group, Table, Text } from '@mantine/core';
import type { AuditEntry } from '@marginiq/contract/audit';
import { statusLabel } from '@marginiq/ui/components/status-badge';
import type { Formats } from '@marginiq/ui/format';
import { useFormats } from '../overview/use-formats.ts';
import { actionWords, fieldWords, reasonWords, valueWords } from './audit-words.ts';
import { auditedItems } from './audited-items.ts';
import { differences } from './difference.ts';

/** A value as a person reads it, by what its field is called. */
function shown(field: string, value: unknown, formats: Formats): string {
  if (value === undefined || value === null) return '—';
  if (field === 'status' && typeof value === 'string') return statusLabel(value);
  if (typeof value === 'number' && field.endsWith('Bp')) return formats.percent(value);
  if (typeof value === 'number' && field.endsWith('Minor')) return formats.money(value);
  if (field === 'items') {
    const lines = auditedItems(value).map(
      (item) => `${item.quantity} × ${item.name} −${formats.percent(item.discountBp)}`,
    );
    return lines.join(', ');
  }
  return typeof value === 'object' ? JSON.stringify(value) : valueWords(String(value));
}

export function AuditRow({ entry }: { entry: AuditEntry }) {
  const formats = useFormats();
  const changed = differences(entry);
  const { refusal, versions } = entry;
  return (
    <Accordion.Item value={entry.id}>
      <Accordion.Control>
        <Group justify="space-between" wrap="nowrap">
          <div>
            <Text size="sm">
              <Text span fw={600}>
                {entry.actor.name}
              </Text>{' '}
              {actionWords(entry.action)}
            </Text>
            <Text size="xs" c="dimmed">
              {formats.dateTime(entry.at)}
            </Text>
          </div>
          <Badge
            variant="light"
            color={entry.result === 'accepted' ? 'teal' : 'red'}
            tt="none"
            style={{ flexShrink: 0 }}
          >
            {entry.result === 'accepted' ? 'Done' : 'Refused'}
          </Badge>
        </Group>
      </Accordion.Control>
      <Accordion.Panel>
        {refusal === null ? null : (
          <Text size="sm" mb="sm">
            Refused: {reasonWords(refusal.code)}. {refusal.message}
          </Text>
        )}
        {changed.length === 0 ? null : (
          <Table.ScrollContainer minWidth={480}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>What</Table.Th>
                  <Table.Th>Before</Table.Th>
                  <Table.Th>After</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {changed.map(({ field, before, after }) => (
                  <Table.Tr key={field}>
                    <Table.Td>{fieldWords(field)}</Table.Td>
                    <Table.Td>{shown(field, before, formats)}</Table.Td>
                    <Table.Td fw={600}>{shown(field, after, formats)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
        <Text size="xs" c="dimmed" mt="sm">
          {entry.requestId === null ? null : (
            <>
              Request <Code>{entry.requestId}</Code>{' '}
            </>
          )}
          {versions === null
            ? null
            : `decided on rules v${versions.rulesVersion}, limits v${versions.governanceVersion}, statistics v${versions.statisticsVersion}`}
        </Text>
      </Accordion.Panel>
    </Accordion.Item>
  );
}
