import { Alert, Text } from '@mantine/core';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Standing } from '@marginiq/domain/approval';
import { t } from '@marginiq/ui/messages';
import { IconTrendingDown } from '@tabler/icons-react';
import { useFormats } from '../../app/workspace-context.ts';
import { marginText } from '../request/margin-words.ts';

interface Props {
  standing: Standing;
  request: DiscountRequest;
}

/** The prices and costs that differ from the revision's, and what that makes of the margin. */
export function PriceChanges({ standing: { changes, atCostsOfNow }, request }: Props) {
  const formats = useFormats();
  if (changes.length === 0) return null;
  return (
    <Alert
      color="orange"
      icon={<IconTrendingDown />}
      title={t('decision.changed')}
      style={{ overflowWrap: 'anywhere' }}
      data-testid="price-changes"
    >
      {changes.map(({ name, what, fromMinor, toMinor }, index) => (
        // Two lines may be of the same product.
        // biome-ignore lint/suspicious/noArrayIndexKey: the list is rebuilt as a whole
        <Text key={index} size="sm">
          {t(`decision.change.${what}`, { name, from: formats.money(fromMinor), to: formats.money(toMinor) })}
        </Text>
      ))}
      <Text size="sm" fw={600} mt={4}>
        {t('decision.change.margin', {
          from: marginText(request.evaluation.total, formats),
          to: marginText(atCostsOfNow.total, formats),
        })}
      </Text>
    </Alert>
  );
}
