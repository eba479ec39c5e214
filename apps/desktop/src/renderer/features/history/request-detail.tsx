import { Blockquote, Grid, Group, Paper, Stack, Table, Text } from '@mantine/core';
import type { RequestView } from '@marginiq/sync/overlay';
import type { ReactNode } from 'react';
import { useFormats } from '../../app/workspace-context.ts';
import { EvaluationPanel } from '../request/evaluation-panel.tsx';
import { PendingAlert } from '../sync/pending-alert.tsx';
import { ProblemAlerts } from '../sync/problem-alerts.tsx';
import { isUndecided } from './request-filter.ts';
import { Timeline } from './timeline.tsx';

function Items({ view }: { view: RequestView }) {
  const formats = useFormats();
  const { items, evaluation } = view.request;
  return (
    <Table.ScrollContainer minWidth={560}>
      <Table verticalSpacing="sm" style={{ fontVariantNumeric: 'tabular-nums' }}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Product</Table.Th>
            <Table.Th ta="right">Quantity</Table.Th>
            <Table.Th ta="right">List</Table.Th>
            <Table.Th ta="right">Discount</Table.Th>
            <Table.Th ta="right">Net</Table.Th>
            <Table.Th ta="right">Margin</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((item, index) => {
            const line = evaluation.lines[index];
            return (
              <Table.Tr key={item.productId}>
                <Table.Td>
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
                <Table.Td ta="right">{line === undefined ? '' : formats.percent(line.marginBp)}</Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** One request, whole: what is asked for, what stands against it, what happened, and what this person can do. */
export function RequestDetail({ view, actions }: { view: RequestView; actions: ReactNode }) {
  const formats = useFormats();
  const { request } = view;
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 7, lg: 8 }}>
        <Stack gap="lg">
          <PendingAlert view={view} />
          <ProblemAlerts view={view} />
          {actions}
          <Paper withBorder radius="lg" p="lg">
            <Group justify="space-between" mb="xs">
              <Text fw={650}>What is asked for</Text>
              <Text size="sm" c="dimmed">
                Revision {request.revision} · {request.ownerName} · {formats.date(request.submittedAt)}
              </Text>
            </Group>
            <Items view={view} />
            {request.justification === '' ? null : (
              <Blockquote mt="md" p="md" fz="sm" radius="md" color="gray">
                {request.justification}
              </Blockquote>
            )}
          </Paper>
          <Paper withBorder radius="lg" p="lg">
            <Text fw={650} mb="md">
              What happened
            </Text>
            <Timeline request={request} pendingSteps={view.pending.length} />
          </Paper>
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5, lg: 4 }}>
        <EvaluationPanel
          evaluation={request.evaluation}
          open={view.pending.length > 0 || isUndecided(request.status)}
          title={view.pending.length > 0 ? 'As this device sees it' : `Evaluation of revision ${request.revision}`}
        />
      </Grid.Col>
    </Grid>
  );
}
