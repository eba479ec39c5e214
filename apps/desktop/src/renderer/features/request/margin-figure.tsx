import { Group, Stack, Text } from '@mantine/core';
import type { Margin } from '@marginiq/contract/evaluation';
import { useFormats } from '../../app/workspace-context.ts';

function marginColor(marginBp: number): string {
  return marginBp < 500 ? 'red.8' : marginBp < 1_500 ? 'orange.9' : 'teal.9';
}

/** The margin, large: what the CFO asks first. */
export function MarginFigure({ total }: { total: Margin }) {
  const formats = useFormats();
  return (
    <Group justify="space-between" align="flex-end">
      <Stack gap={0}>
        <Text size="xs" c="dimmed">
          Margin
        </Text>
        <Text
          fz={34}
          fw={700}
          lh={1.1}
          c={marginColor(total.marginBp)}
          data-testid="margin"
          style={{ fontVariantNumeric: 'tabular-nums' }}
        >
          {formats.percent(total.marginBp)}
        </Text>
      </Stack>
      <Text size="sm" c="dimmed" style={{ fontVariantNumeric: 'tabular-nums' }}>
        {formats.money(total.marginMinor)}
      </Text>
    </Group>
  );
}
