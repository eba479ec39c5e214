import { Group, Text } from '@mantine/core';

/** The mark: a margin, a bar with its upper part set off. */
export function BrandMark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="var(--mantine-color-pine-8)" />
      <rect x="7" y="17" width="5" height="8" rx="1.5" fill="var(--mantine-color-pine-3)" />
      <rect x="13.5" y="12" width="5" height="13" rx="1.5" fill="var(--mantine-color-pine-1)" />
      <rect x="20" y="7" width="5" height="7" rx="1.5" fill="#ffc078" />
      <rect x="20" y="15.5" width="5" height="9.5" rx="1.5" fill="var(--mantine-color-pine-1)" />
    </svg>
  );
}

export function Brand({ suffix, isCompact = false }: { suffix?: string; isCompact?: boolean }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <BrandMark />
      {/* A phone's header has room for the mark alone. */}
      <Text fw={700} size="lg" lh={1} visibleFrom={isCompact ? 'xs' : undefined}>
        MarginIQ
        {suffix === undefined ? null : (
          <Text span c="dimmed" fw={500} size="sm" ml={6}>
            {suffix}
          </Text>
        )}
      </Text>
    </Group>
  );
}
