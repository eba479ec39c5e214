import { Alert, Text } from '@mantine/core';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Standing } from '@marginiq/domain/approval';
import { t } from '@marginiq/ui/messages';
import { IconArrowsExchange, IconTrendingDown } from '@tabler/icons-react';
import { useFormats } from '../../app/workspace-context.ts';
import { marginText } from '../request/margin-words.ts';
import { unitName } from '../request/number-rules.ts';

interface Props {
  standing: Standing;
  request: DiscountRequest;
}

/** The units, prices and costs that differ from the revision's, and what the costs make of the margin. */
export function PriceChanges({ standing: { changes, unitChanges, atCostsOfNow }, request }: Props) {
  const formats = useFormats();
  if (changes.length + unitChanges.length === 0) return null;
  return (
    <Alert
      color="orange"
      icon={changes.length === 0 ? <IconArrowsExchange /> : <IconTrendingDown />}
      title={t('decision.changed')}
      style={{ overflowWrap: 'anywhere' }}
      data-testid="price-changes"
    >
      {unitChanges.map(({ name, from, to }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: as below
        <Text key={index} size="sm">
          {t('decision.change.unit', { name, from: unitName({ unit: from }), to: unitName({ unit: to }) })}
        </Text>
      ))}
      {changes.map(({ name, what, fromMinor, toMinor }, index) => (
        // Two lines may be of the same product.
        // biome-ignore lint/suspicious/noArrayIndexKey: the list is rebuilt as a whole
        <Text key={index} size="sm">
          {t(`decision.change.${what}`, { name, from: formats.money(fromMinor), to: formats.money(toMinor) })}
        </Text>
      ))}
      {changes.length === 0 ? null : (
        <Text size="sm" fw={600} mt={4}>
          {t('decision.change.margin', {
            from: marginText(request.evaluation.total, formats),
            to: marginText(atCostsOfNow.total, formats),
          })}
        </Text>
      )}
    </Alert>
  );
}
