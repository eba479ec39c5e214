import { Badge, Group } from '@mantine/core';
import type { RequestView } from '@marginiq/sync/replica/overlay';
import { StatusBadge } from '@marginiq/ui/components/status-badge';
import { t } from '@marginiq/ui/messages';
import { useReadingComplete } from '../sync/reading-complete.ts';
import { provisionalLabel } from './provisional-label.ts';

/** The status; for unconfirmed actions the expected outcome, never a decision. */
export function RequestStatusBadge({ view }: { view: RequestView }) {
  const label = provisionalLabel(view);
  const isDoomed = useReadingComplete() && view.doomed.length > 0;
  return (
    <Group gap={6}>
      {label === null ? (
        <StatusBadge status={view.request.status} />
      ) : (
        <Badge
          variant="outline"
          color="orange"
          tt="none"
          fw={600}
          style={{ borderStyle: 'dashed', flexShrink: 0 }}
          data-testid="provisional"
        >
          {label}
        </Badge>
      )}
      {view.refused.length > 0 || isDoomed ? (
        <Badge color="red" variant="light" tt="none" style={{ flexShrink: 0 }} data-testid="needs-you">
          {t('requests.needsYou')}
        </Badge>
      ) : null}
    </Group>
  );
}
