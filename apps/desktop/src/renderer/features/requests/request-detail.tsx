import { Blockquote, Grid, Group, Paper, Stack, Text } from '@mantine/core';
import { shownDiscountBp } from '@marginiq/domain/shown-discount';
import { awaitsApprover, isOpen } from '@marginiq/domain/status';
import type { RequestView } from '@marginiq/sync/replica/overlay';
import { t } from '@marginiq/ui/messages';
import type { ReactNode } from 'react';
import { useFormats } from '../../app/workspace-context.ts';
import { useIsOutOfDate } from '../inbox/use-approvability.ts';
import { EvaluationPanel } from '../request/evaluation-panel.tsx';
import { useLacksApprover } from '../request/use-lacks-approver.ts';
import { PendingAlert } from '../sync/pending-alert.tsx';
import { ProblemAlerts } from '../sync/problem-alerts.tsx';
import { ownerWords } from './owner-words.ts';
import { RequestItems } from './request-items.tsx';
import { Timeline } from './timeline.tsx';
import { useDeadline } from './use-deadline.ts';

/** Dark enough to read on white (WCAG asks for 4.5:1). */
const SOON = 'color-mix(in srgb, var(--mantine-color-orange-9) 70%, black)';

/** A whole request: what is requested, what speaks against it, its history, and what this person can do. */
export function RequestDetail({ view, actions }: { view: RequestView; actions: ReactNode }) {
  const formats = useFormats();
  const deadline = useDeadline(view);
  const { request } = view;
  const isOutOfDate = useIsOutOfDate(view);
  const lacksApprover = useLacksApprover(request.evaluation, request);
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
                  owner: ownerWords(request),
                  date: formats.date(request.submittedAt),
                })}
              </Text>
            </Group>
            {deadline === null ? null : (
              <Text size="sm" c={deadline.isSoon ? SOON : 'dimmed'} mb="xs" data-testid="deadline">
                {deadline.sentence}
              </Text>
            )}
            <RequestItems request={request} />
            {request.justification === '' ? null : (
              <Blockquote
                mt="md"
                p="md"
                fz="sm"
                radius="md"
                color="gray"
                style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}
              >
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
          discountBp={shownDiscountBp(request)}
          open={!isOutOfDate && (view.pending.length > 0 || isOpen(request))}
          title={evaluationTitle}
          noApprover={lacksApprover && awaitsApprover(request)}
        />
      </Grid.Col>
    </Grid>
  );
}
