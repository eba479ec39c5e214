import { Skeleton } from '@mantine/core';
import { requestCode } from '@marginiq/domain/request-code';
import { EmptyState } from '@marginiq/ui/components/empty-state';
import { t } from '@marginiq/ui/messages';
import { IconFileSearch } from '@tabler/icons-react';
import { Navigate, useParams } from '@tanstack/react-router';
import { useRequests } from '../../app/workspace-context.ts';

/** The target of a link: the request with that code, as soon as it is on this device. */
export function RequestByCodePage() {
  const { code } = useParams({ from: '/code/$code' });
  const requests = useRequests();
  if (requests === null) return <Skeleton h={320} radius="lg" />;
  const found = requests.find(({ request }) => requestCode(request.id) === code.toUpperCase());
  if (found !== undefined) {
    return <Navigate to="/requests/$requestId" params={{ requestId: found.request.id }} replace />;
  }
  return (
    <EmptyState icon={<IconFileSearch size={28} />} title={t('shell.linkMissing', { code })}>
      {t('shell.linkMissingDetail')}
    </EmptyState>
  );
}
