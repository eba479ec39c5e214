import { Accordion, Badge, Code, Group, Table, Text } from '@mantine/core';
import { WideTable } from '@marginiq/ui/components/wide-table';
import { t } from '@marginiq/ui/messages';
import { useFormats } from '../overview/use-formats.ts';
import type { Trpc } from '../session/admin-session.ts';
import { actionWords, fieldWords, reasonWords, valueWords } from './audit-words.ts';
import { auditedPerson, auditedRequest } from './audited-items.ts';
import { differences } from './difference.ts';

export type ShownAuditEntry = Awaited<ReturnType<Trpc['admin']['audit']['query']>>['entries'][number];

/** Number, customer and amount of the request that the entry is about, or the name of the person. */
function About({ entry }: { entry: ShownAuditEntry }) {
  const formats = useFormats();
  if (entry.requestCode === null) {
    const person = auditedPerson(entry);
    return person === null ? null : <Text size="sm">{person}</Text>;
  }
  const request = auditedRequest(entry);
  const { requestCode: code, askedFor } = entry;
  const bare = askedFor === null ? code : t('adminAudit.aboutRefused', { code, customer: askedFor });
  return (
    <Text size="sm" style={{ fontVariantNumeric: 'tabular-nums' }}>
      {request === null
        ? bare
        : t('adminAudit.about', {
            code,
            customer: request.customer,
            amount: formats.money(request.netMinor),
          })}
    </Text>
  );
}

function Changes({ entry }: { entry: ShownAuditEntry }) {
  const formats = useFormats();
  const changed = differences(entry);
  if (changed.length === 0) return null;
  return (
    <WideTable label={t('adminAudit.changes')} minWidth={480}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('adminAudit.what')}</Table.Th>
            <Table.Th>{t('adminAudit.before')}</Table.Th>
            <Table.Th>{t('adminAudit.after')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {changed.map(({ field, before, after }) => (
            <Table.Tr key={field}>
              <Table.Td>{fieldWords(field)}</Table.Td>
              <Table.Td>{valueWords(field, before, formats)}</Table.Td>
              <Table.Td fw={600}>{valueWords(field, after, formats)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </WideTable>
  );
}

export function AuditRow({ entry }: { entry: ShownAuditEntry }) {
  const formats = useFormats();
  const { refusal, versions, requestId } = entry;
  const isDone = entry.result === 'accepted';
  return (
    <Accordion.Item value={entry.id} style={{ overflowWrap: 'anywhere' }}>
      <Accordion.Control>
        <Group justify="space-between" wrap="nowrap">
          <div style={{ minWidth: 0 }}>
            <Text size="sm" fw={600}>
              {actionWords(entry.action, entry.actor.name)}
            </Text>
            <About entry={entry} />
            <Text size="xs" c="dimmed">
              {formats.dateTime(entry.at)}
            </Text>
          </div>
          <Badge variant="light" color={isDone ? 'teal' : 'red'} tt="none" style={{ flexShrink: 0 }}>
            {t(isDone ? 'adminAudit.done' : 'adminAudit.refused')}
          </Badge>
        </Group>
      </Accordion.Control>
      <Accordion.Panel>
        {refusal === null ? null : (
          <Text size="sm" mb="sm">
            {t('adminAudit.refusedBecause', { reason: reasonWords(refusal.code) })}
          </Text>
        )}
        <Changes entry={entry} />
        {requestId === null ? null : (
          <Text size="xs" c="dimmed" mt="sm">
            {t('adminAudit.requestId')} <Code>{requestId}</Code>
          </Text>
        )}
        {versions === null ? null : (
          <Text size="xs" c="dimmed" mt="sm">
            {t('adminAudit.versions', {
              rules: versions.rulesVersion,
              governance: versions.governanceVersion,
              statistics: versions.statisticsVersion,
            })}
          </Text>
        )}
      </Accordion.Panel>
    </Accordion.Item>
  );
}
