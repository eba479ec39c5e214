import { Group, Stack, Text } from '@mantine/core';
import type { Margin } from '@marginiq/contract/evaluation';
import { t } from '@marginiq/ui/messages';
import { useFormats } from '../../app/workspace-context.ts';

function marginColor(marginBp: number): string {
  return marginBp < 500 ? 'red.8' : marginBp < 1_500 ? 'orange.9' : 'teal.9';
}

/** Nothing is paid for what costs something: a share of nothing would read as 0 %. */
const isGivenAway = ({ netMinor, costMinor }: Margin): boolean => netMinor === 0 && costMinor > 0;

/** The margin, large: what the CFO asks first. */
export function MarginFigure({ total }: { total: Margin }) {
  const formats = useFormats();
  return (
    <Group justify="space-between" align="flex-end">
      <Stack gap={0}>
        <Text size="xs" c="dimmed">
          {t('verdict.margin')}
        </Text>
        <Text
          fz={34}
          fw={700}
          lh={1.1}
          c={isGivenAway(total) ? 'red.8' : marginColor(total.marginBp)}
          data-testid="margin"
          style={{ fontVariantNumeric: 'tabular-nums' }}
        >
          {isGivenAway(total) ? t('verdict.givenAway') : formats.percent(total.marginBp)}
        </Text>
      </Stack>
      <Text size="sm" c="dimmed" style={{ fontVariantNumeric: 'tabular-nums' }}>
        {formats.money(total.marginMinor)}
      </Text>
    </Group>
  );
}
