import { Blockquote, Grid, Group, Paper, Stack, Table, Text } from '@mantine/core';
import type { RequestView } from '@marginiq/sync/overlay';
import { WideTable } from '@marginiq/ui/components/wide-table';
import { t } from '@marginiq/ui/messages';
import type { ReactNode } from 'react';
import { useFormats } from '../../app/workspace-context.ts';
import { useIsOutOfDate } from '../inbox/use-approvability.ts';
import { EvaluationPanel } from '../request/evaluation-panel.tsx';
import { marginText } from '../request/margin-words.ts';
import { PendingAlert } from '../sync/pending-alert.tsx';
import { ProblemAlerts } from '../sync/problem-alerts.tsx';
import { isUndecided } from './request-filter.ts';
import { Timeline } from './timeline.tsx';
import { useDeadline } from './use-deadline.ts';

function Items({ view }: { view: RequestView }) {
  const formats = useFormats();
  const { items, evaluation } = view.request;
  return (
    <WideTable label={t('request.heading')} minWidth={560}>
      <Table verticalSpacing="sm" style={{ fontVariantNumeric: 'tabular-nums' }}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('request.product')}</Table.Th>
            <Table.Th ta="right">{t('request.quantity')}</Table.Th>
            <Table.Th ta="right">{t('request.list')}</Table.Th>
            <Table.Th ta="right">{t('request.discount')}</Table.Th>
            <Table.Th ta="right">{t('request.net')}</Table.Th>
            <Table.Th ta="right">{t('request.margin')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((item, index) => {
            const line = evaluation.lines[index];
            return (
              <Table.Tr key={item.productId}>
                <Table.Td miw={140} style={{ overflowWrap: 'anywhere' }}>
                  <Text size="sm" fw={500}>
                    {item.name}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {item.category}
                  </Text>
                </Table.Td>
                <Table.Td ta="right">{item.quantity}</Table.Td>
                <Table.Td ta="right">{formats.money(item.listPriceMinor)}</Table.Td>
                <Table.Td ta="right">{formats.percent(item.discountBp)}</Table.Td>
                <Table.Td ta="right">{line === undefined ? '' : formats.money(line.netMinor)}</Table.Td>
                <Table.Td ta="right">{line === undefined ? '' : marginText(line, formats)}</Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </WideTable>
  );
}

/** One request, whole: what is asked for, what stands against it, what happened, and what this person can do. */
export function RequestDetail({ view, actions }: { view: RequestView; actions: ReactNode }) {
  const formats = useFormats();
  const deadline = useDeadline(view);
  const { request } = view;
  const isOutOfDate = useIsOutOfDate(view);
  const { revision } = request;
  const evaluationTitle = isOutOfDate
    ? t('request.evaluationThen', { revision })
    : view.pending.length > 0
      ? t('request.evaluationPending')
      : t('request.evaluation', { revision });
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 7, lg: 8 }}>
        <Stack gap="lg">
          <PendingAlert view={view} />
          <ProblemAlerts view={view} />
          {actions}
          <Paper withBorder radius="lg" p="lg">
            <Group justify="space-between" mb="xs" style={{ overflowWrap: 'anywhere' }}>
              <Text fw={650}>{t('request.heading')}</Text>
              <Text size="sm" c="dimmed">
                {t('request.meta', {
                  revision: request.revision,
                  owner: request.ownerName,
                  date: formats.date(request.submittedAt),
                })}
              </Text>
            </Group>
            {deadline === null ? null : (
              <Text size="sm" c={deadline.isSoon ? 'orange.9' : 'dimmed'} mb="xs" data-testid="deadline">
                {deadline.sentence}
              </Text>
            )}
            <Items view={view} />
            {request.justification === '' ? null : (
              <Blockquote mt="md" p="md" fz="sm" radius="md" color="gray" style={{ overflowWrap: 'anywhere' }}>
                {request.justification}
              </Blockquote>
            )}
          </Paper>
          <Paper withBorder radius="lg" p="lg">
            <Text fw={650} mb="md">
              {t('request.activity')}
            </Text>
            <Timeline view={view} />
          </Paper>
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5, lg: 4 }}>
        <EvaluationPanel
          evaluation={request.evaluation}
          open={!isOutOfDate && (view.pending.length > 0 || isUndecided(request.status))}
          title={evaluationTitle}
        />
      </Grid.Col>
    </Grid>
  );
}
