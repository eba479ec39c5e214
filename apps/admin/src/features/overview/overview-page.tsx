import { Group, Paper, Progress, SimpleGrid, Stack, Text } from '@mantine/core';
import type { RequestStatus } from '@marginiq/contract/discount-request';
import { StatusBadge } from '@marginiq/ui/components/status-badge';
import { useQuery } from '@tanstack/react-query';
import { Load, Page } from '../../app/page.tsx';
import { useAdminSession } from '../session/session-context.ts';
import { useFormats } from './use-formats.ts';

const SHOWN: RequestStatus[] = [
  'underReview',
  'adjustmentRequested',
  'autoApproved',
  'approved',
  'rejected',
  'withdrawn',
  'expired',
];

function Figure({ label, value, note }: { label: string; value: string; note?: string }) {
  return (
    <Paper withBorder radius="lg" p="lg">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text fz={28} fw={700} lh={1.2} style={{ fontVariantNumeric: 'tabular-nums' }}>
        {value}
      </Text>
      {note === undefined ? null : (
        <Text size="sm" c="dimmed">
          {note}
        </Text>
      )}
    </Paper>
  );
}

function ByStatus({ requests }: { requests: Record<RequestStatus, number> }) {
  const formats = useFormats();
  const total = Math.max(
    1,
    SHOWN.reduce((sum, status) => sum + requests[status], 0),
  );
  return (
    <Paper withBorder radius="lg" p="lg">
      <Text fw={650} mb="md">
        Requests by status
      </Text>
      <Stack gap="sm">
        {SHOWN.map((status) => (
          <Group key={status} wrap="nowrap" gap="md">
            <Group w={160} style={{ flexShrink: 0 }}>
              <StatusBadge status={status} />
            </Group>
            <Progress
              value={(requests[status] / total) * 100}
              flex={1}
              aria-label={`${requests[status]} of ${total} requests`}
            />
            <Text size="sm" fw={600} w={56} ta="right" style={{ fontVariantNumeric: 'tabular-nums' }}>
              {formats.count(requests[status])}
            </Text>
          </Group>
        ))}
      </Stack>
    </Paper>
  );
}

const version = (number: number | null) => (number === null ? 'not set up' : `version ${number}`);

export function OverviewPage() {
  const { session, profile } = useAdminSession();
  const query = useQuery({ queryKey: ['overview'], queryFn: () => session.trpc.admin.overview.query() });
  const formats = useFormats();
  return (
    <Page title={profile.companyName} subtitle="The company at a glance">
      <Load query={query}>
        {(overview) => (
          <Stack gap="lg">
            <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
              <Figure label="People" value={formats.count(overview.people)} note="who can sign in" />
              <Figure
                label="Customers"
                value={formats.count(overview.customers)}
                note={`${formats.count(overview.blockedCustomers)} blocked`}
              />
              <Figure
                label="Products"
                value={formats.count(overview.products)}
                note={`priced in ${overview.company.currency}`}
              />
              <Figure
                label="Rules in force"
                value={version(overview.rulesVersion)}
                note={`automatic approval: ${version(overview.governanceVersion)}`}
              />
            </SimpleGrid>
            <ByStatus requests={overview.requests} />
          </Stack>
        )}
      </Load>
    </Page>
  );
}
