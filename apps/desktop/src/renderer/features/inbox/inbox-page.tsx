import { Badge, Group, Paper, Skeleton, Stack, Text, UnstyledButton } from '@mantine/core';
import { requestCode } from '@marginiq/domain/request-code';
import { shownDiscountBp } from '@marginiq/domain/shown-discount';
import type { RequestView } from '@marginiq/sync/replica/overlay';
import { EmptyState } from '@marginiq/ui/components/empty-state';
import { t } from '@marginiq/ui/messages';
import { IconInbox } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Page } from '../../app/page.tsx';
import { useFormats, useRequests } from '../../app/workspace-context.ts';
import { violationOf } from '../request/evaluation-words.ts';
import { marginText } from '../request/margin-words.ts';
import { useDeadline } from '../requests/use-deadline.ts';
import classes from './inbox-page.module.css';
import { useApprovability } from './use-approvability.ts';
import { useAwaiting } from './use-awaiting.ts';
import { useBegunDecisions } from './use-begun-decisions.ts';

function riskColor(score: number): string {
  return score < 35 ? 'teal' : score < 65 ? 'yellow' : 'red';
}

function InboxCard({ view, isBegun }: { view: RequestView; isBegun: boolean }) {
  const { request } = view;
  const { total, violations, risk, requiredApprover } = request.evaluation;
  const formats = useFormats();
  const deadline = useDeadline(view);
  const { fault, standing } = useApprovability(request);
  const isPriced = standing !== null && standing.changes.length > 0;
  const cannotApprove = fault !== null && fault.code !== 'approverLimit';
  const exceeded = violations.map((violation) => violationOf(violation, request.items)).join(' · ');
  return (
    <UnstyledButton
      component={Link}
      to={`/requests/${request.id}`}
      state={{ from: 'inbox' }}
      className={classes.card}
      data-testid="inbox-card"
      data-request={request.id}
    >
      <div className={classes.who}>
        <Text fw={600} truncate>
          {request.customerName}
        </Text>
        <Text size="sm" c="dimmed" className={classes.meta ?? ''}>
          {t('inbox.meta', {
            code: requestCode(request.id),
            owner: request.ownerName,
            at: formats.dateTime(request.changedAt),
          })}
        </Text>
        <Text size="sm" truncate mt={4}>
          {exceeded === '' ? t('inbox.withinLimits') : exceeded}
        </Text>
      </div>
      <div className={classes.figure}>
        <Text size="xs" c="dimmed">
          {t('inbox.net')}
        </Text>
        <Text fw={600}>{formats.money(total.netMinor)}</Text>
      </div>
      <div className={classes.figure}>
        <Text size="xs" c="dimmed">
          {t('inbox.discount')}
        </Text>
        <Text fw={600}>{formats.percent(shownDiscountBp(request))}</Text>
      </div>
      <div className={classes.figure}>
        <Text size="xs" c="dimmed">
          {t('inbox.margin')}
        </Text>
        <Text fw={600}>{marginText(total, formats)}</Text>
        {isPriced ? (
          <Text size="xs" className={classes.changed} data-testid="margin-now">
            {t('inbox.marginNow', { margin: marginText(standing.atCostsOfNow.total, formats) })}
          </Text>
        ) : null}
      </div>
      <Group gap={6} className={classes.marks}>
        <Badge variant="light" color={riskColor(risk.score)} tt="none">
          {t('inbox.risk', { score: risk.score })}
        </Badge>
        {isBegun ? (
          <Badge variant="light" color="blue" tt="none" data-testid="decision-begun">
            {t('inbox.begun')}
          </Badge>
        ) : null}
        {request.revision > 1 ? (
          <Badge variant="light" color="gray" tt="none">
            {t('inbox.revision', { revision: request.revision })}
          </Badge>
        ) : null}
        {requiredApprover === 'admin' ? (
          <Badge variant="light" color="orange" tt="none">
            {t('inbox.needsAdmin')}
          </Badge>
        ) : null}
        {isPriced ? (
          <Badge variant="light" color="orange" tt="none">
            {t('inbox.pricesChanged')}
          </Badge>
        ) : null}
        {standing !== null && standing.unitChanges.length > 0 ? (
          <Badge variant="light" color="orange" tt="none">
            {t('inbox.unitChanged')}
          </Badge>
        ) : null}
        {cannotApprove ? (
          <Badge variant="light" color="red" tt="none">
            {t('inbox.cannotApprove')}
          </Badge>
        ) : null}
        {view.refused.length > 0 ? (
          <Badge variant="light" color="red" tt="none">
            {t('requests.needsYou')}
          </Badge>
        ) : null}
        {deadline === null ? null : (
          <Badge variant="light" color={deadline.isSoon ? 'red' : 'gray'} tt="none" data-testid="deadline">
            {deadline.short}
          </Badge>
        )}
      </Group>
    </UnstyledButton>
  );
}

/** The requests waiting for this person's decision, the longest waiting first. Updates by itself. */
export function InboxPage() {
  const requests = useRequests();
  const waiting = useAwaiting();
  const begun = useBegunDecisions();
  return (
    <Page title={t('inbox.title')} subtitle={requests === null ? ' ' : t('inbox.waiting', { count: waiting.length })}>
      {requests === null ? (
        <Stack>
          <Skeleton h={92} radius="lg" />
          <Skeleton h={92} radius="lg" />
        </Stack>
      ) : waiting.length === 0 ? (
        <Paper withBorder radius="lg">
          <EmptyState icon={<IconInbox size={28} />} title={t('inbox.empty')}>
            {t('inbox.emptyDetail')}
          </EmptyState>
        </Paper>
      ) : (
        <Stack gap="sm">
          {waiting.map((view) => (
            <InboxCard key={view.request.id} view={view} isBegun={begun.has(view.request.id)} />
          ))}
        </Stack>
      )}
    </Page>
  );
}
