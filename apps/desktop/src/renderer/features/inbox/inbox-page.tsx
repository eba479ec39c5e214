import { Badge, Group, Paper, Skeleton, Stack, Text, UnstyledButton } from '@mantine/core';
import { requestCode } from '@marginiq/domain/request-code';
import type { RequestView } from '@marginiq/sync/overlay';
import { EmptyState } from '@marginiq/ui/components/empty-state';
import { IconInbox } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { Page } from '../../app/page.tsx';
import { useFormats, useRequests, useWorkspace } from '../../app/workspace-context.ts';
import { awaitsDecision } from './awaits-decision.ts';
import classes from './inbox-page.module.css';

function riskColor(score: number): string {
  return score < 35 ? 'teal' : score < 65 ? 'yellow' : 'red';
}

function InboxCard({ view }: { view: RequestView }) {
  const { request } = view;
  const { total, violations, risk, requiredApprover } = request.evaluation;
  const formats = useFormats();
  const hits = violations.length === 0 ? 'No rule hit' : violations.map(({ label }) => label).join(' · ');
  return (
    <UnstyledButton
      component={Link}
      to={`/requests/${request.id}`}
      className={classes.card}
      data-testid="inbox-card"
      data-request={request.id}
    >
      <div className={classes.who}>
        <Text fw={600} truncate>
          {request.customerName}
        </Text>
        <Text size="sm" c="dimmed" truncate>
          {requestCode(request.id)} · {request.ownerName} · {formats.dateTime(request.changedAt)}
        </Text>
        <Text size="sm" truncate mt={4}>
          {hits}
        </Text>
      </div>
      <div className={classes.figure}>
        <Text size="xs" c="dimmed">
          Net
        </Text>
        <Text fw={600}>{formats.money(total.netMinor)}</Text>
      </div>
      <div className={classes.figure}>
        <Text size="xs" c="dimmed">
          Discount
        </Text>
        <Text fw={600}>{formats.percent(total.discountBp)}</Text>
      </div>
      <div className={classes.figure}>
        <Text size="xs" c="dimmed">
          Margin
        </Text>
        <Text fw={600}>{formats.percent(total.marginBp)}</Text>
      </div>
      <Group gap={6} className={classes.marks}>
        <Badge variant="light" color={riskColor(risk.score)} tt="none">
          Risk {risk.score}
        </Badge>
        {request.revision > 1 ? (
          <Badge variant="light" color="gray" tt="none">
            Revision {request.revision}
          </Badge>
        ) : null}
        {requiredApprover === 'admin' ? (
          <Badge variant="light" color="orange" tt="none">
            Admin decides
          </Badge>
        ) : null}
      </Group>
    </UnstyledButton>
  );
}

/** What waits for this person's word, the one that waits longest first. It fills by itself. */
export function InboxPage() {
  const { actor } = useWorkspace();
  const requests = useRequests();
  const waiting = useMemo(
    () =>
      (requests ?? [])
        .filter((view) => awaitsDecision(view, actor))
        .sort((a, b) => (a.request.changedAt < b.request.changedAt ? -1 : 1)),
    [requests, actor],
  );
  return (
    <Page
      title="Inbox"
      subtitle={
        waiting.length === 1
          ? 'One request waits for your decision'
          : `${waiting.length} requests wait for your decision`
      }
    >
      {requests === null ? (
        <Stack>
          <Skeleton h={92} radius="lg" />
          <Skeleton h={92} radius="lg" />
        </Stack>
      ) : waiting.length === 0 ? (
        <Paper withBorder radius="lg">
          <EmptyState icon={<IconInbox size={28} />} title="Nothing waits for you">
            New requests of your team come in here by themselves.
          </EmptyState>
        </Paper>
      ) : (
        <Stack gap="sm">
          {waiting.map((view) => (
            <InboxCard key={view.request.id} view={view} />
          ))}
        </Stack>
      )}
    </Page>
  );
}
