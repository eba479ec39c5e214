import { Badge, type MantineColor } from '@mantine/core';

/** Statuses as people read them. Keys are the contract's; ui imports nothing of ours, so it takes any text. */
const LOOKS: Record<string, { label: string; color: MantineColor }> = {
  draft: { label: 'Draft', color: 'gray' },
  underReview: { label: 'Under review', color: 'blue' },
  adjustmentRequested: { label: 'Adjustment asked', color: 'orange' },
  approved: { label: 'Approved', color: 'teal' },
  autoApproved: { label: 'Approved by rules', color: 'teal' },
  rejected: { label: 'Rejected', color: 'red' },
  withdrawn: { label: 'Withdrawn', color: 'gray' },
  expired: { label: 'Expired', color: 'gray' },
};

export function statusLabel(status: string): string {
  return LOOKS[status]?.label ?? status;
}

export function StatusBadge({ status }: { status: string }) {
  const look = LOOKS[status] ?? { label: status, color: 'gray' };
  return (
    <Badge variant="light" color={look.color} tt="none" fw={600} style={{ flexShrink: 0 }}>
      {look.label}
    </Badge>
  );
}
