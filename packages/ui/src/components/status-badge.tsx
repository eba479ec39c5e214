import { Badge, type MantineColor } from '@mantine/core';
import { t, textForCode } from '../messages.ts';

/** Keys are the contract's; ui imports nothing of ours, so it takes any text. */
const COLORS: Record<string, MantineColor> = {
  underReview: 'blue',
  adjustmentRequested: 'orange',
  approved: 'teal',
  autoApproved: 'teal',
  rejected: 'red',
};

export function statusLabel(status: string): string {
  return textForCode('status', status) ?? t('status.unknown');
}

export function StatusBadge({ status }: { status: string }) {
  return (
    <Badge variant="light" color={COLORS[status] ?? 'gray'} tt="none" fw={600} style={{ flexShrink: 0 }}>
      {statusLabel(status)}
    </Badge>
  );
}
