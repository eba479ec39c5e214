import { Alert, Group, Paper, Progress, SimpleGrid, Stack, Text } from '@mantine/core';
import { REQUEST_STATUSES, type RequestStatus } from '@marginiq/contract/request-status';
import { StatusBadge } from '@marginiq/ui/components/status-badge';
import { t } from '@marginiq/ui/messages';
import { useQuery } from '@tanstack/react-query';
import { Load, Page } from '../../app/page.tsx';
import { useAdminSession } from '../session/session-context.ts';
import { useFormats } from './use-formats.ts';

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
    REQUEST_STATUSES.reduce((sum, status) => sum + requests[status], 0),
  );
  return (
    <Paper withBorder radius="lg" p="lg">
      <Text fw={650} mb="md">
        {t('adminOverview.byStatus')}
      </Text>
      <Stack gap="sm">
        {REQUEST_STATUSES.map((status) => (
          <Group key={status} wrap="nowrap" gap="md">
            <Group w={160} style={{ flexShrink: 0 }}>
              <StatusBadge status={status} />
            </Group>
            <Progress
              value={(requests[status] / total) * 100}
              flex={1}
              aria-label={t('adminOverview.share', {
                part: formats.count(requests[status]),
                total: formats.count(total),
              })}
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

const version = (number: number | null) =>
  number === null ? t('adminOverview.notSetUp') : t('adminOverview.version', { number });

export function OverviewPage() {
  const { session, profile } = useAdminSession();
  const query = useQuery({ queryKey: ['overview'], queryFn: () => session.trpc.admin.overview.query() });
  const formats = useFormats();
  return (
    <Page title={profile.companyName} subtitle={t('adminOverview.subtitle')}>
      <Load query={query}>
        {(overview) => (
          <Stack gap="lg">
            <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
              <Figure
                label={t('adminOverview.people')}
                value={formats.count(overview.people)}
                note={t('adminOverview.peopleNote')}
              />
              <Figure
                label={t('adminOverview.customers')}
                value={formats.count(overview.customers)}
                note={t('adminOverview.customersNote', { blocked: formats.count(overview.blockedCustomers) })}
              />
              <Figure
                label={t('adminOverview.products')}
                value={formats.count(overview.products)}
                note={t('adminOverview.productsNote', { currency: overview.company.currency })}
              />
              <Figure
                label={t('adminOverview.rules')}
                value={version(overview.rulesVersion)}
                note={t('adminOverview.rulesNote', { version: version(overview.governanceVersion) })}
              />
            </SimpleGrid>
            {overview.ownerLeft === 0 ? null : (
              <Alert color="orange" data-testid="owner-left">
                {t('adminOverview.ownerLeft', { count: overview.ownerLeft })}
              </Alert>
            )}
            {overview.withoutApprover === 0 ? null : (
              <Alert color="orange" data-testid="without-approver">
                {t('adminOverview.withoutApprover', { count: overview.withoutApprover })}
              </Alert>
            )}
            <ByStatus requests={overview.requests} />
          </Stack>
        )}
      </Load>
    </Page>
  );
}
