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

export const statusColor = (status: string): MantineColor => COLORS[status] ?? 'gray';

export function statusLabel(status: string): string {
  return textForCode('status', status) ?? t('status.unknown');
}

export function StatusBadge({ status }: { status: string }) {
  return (
    <Badge variant="light" color={statusColor(status)} tt="none" fw={600} style={{ flexShrink: 0 }}>
      {statusLabel(status)}
    </Badge>
  );
}
