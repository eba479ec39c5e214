import { Group, Stack, Table, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { measureOf } from '@marginiq/contract/units';
import { WideTable } from '@marginiq/ui/components/wide-table';
import { t } from '@marginiq/ui/messages';
import { useFormats } from '../../app/workspace-context.ts';
import { marginText } from '../request/margin-words.ts';

interface Props {
  request: Pick<DiscountRequest, 'items' | 'evaluation'>;
}

function ItemTable({ request: { items, evaluation } }: Props) {
  const formats = useFormats();
  return (
    <WideTable label={t('request.heading')} minWidth={560}>
      <Table verticalSpacing="sm" style={{ fontVariantNumeric: 'tabular-nums' }}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('request.product')}</Table.Th>
            <Table.Th ta="right">{t('request.quantity')}</Table.Th>
            <Table.Th ta="right">{t('request.list')}</Table.Th>
            <Table.Th ta="right">{t('request.discount')}</Table.Th>
            <Table.Th ta="right">{t('request.net')}</Table.Th>
            <Table.Th ta="right">{t('request.margin')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((item, index) => {
            const line = evaluation.lines[index];
            return (
              // Two lines may be of the same product.
              // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a revision never change
              <Table.Tr key={index}>
                <Table.Td miw={140} style={{ overflowWrap: 'anywhere' }}>
                  <Text size="sm" fw={500}>
                    {item.name}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {item.category}
                  </Text>
                </Table.Td>
                <Table.Td ta="right">{formats.quantity(item.quantity, measureOf(item.unit))}</Table.Td>
                <Table.Td ta="right">{formats.money(item.listPriceMinor)}</Table.Td>
                <Table.Td ta="right">{formats.percent(item.discountBp)}</Table.Td>
                <Table.Td ta="right">{line === undefined ? '' : formats.money(line.netMinor)}</Table.Td>
                <Table.Td ta="right">{line === undefined ? '' : marginText(line, formats)}</Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </WideTable>
  );
}

/** On a phone: a table would hide the discount and the margin, which a decision is about, beyond its edge. */
function ItemList({ request: { items, evaluation } }: Props) {
  const formats = useFormats();
  return (
    <Stack gap="sm" component="ul" m={0} p={0} style={{ listStyle: 'none', fontVariantNumeric: 'tabular-nums' }}>
      {items.map((item, index) => {
        const line = evaluation.lines[index];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <li key={index}>
            <Group justify="space-between" align="flex-start" wrap="nowrap">
              <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
                {item.name}
              </Text>
              <Text size="sm" fw={600} style={{ flexShrink: 0 }}>
                {line === undefined ? '' : formats.money(line.netMinor)}
              </Text>
            </Group>
            <Group justify="space-between" gap="xs">
              <Text size="sm">
                {t('request.itemWish', {
                  quantity: formats.quantity(item.quantity, measureOf(item.unit)),
                  list: formats.money(item.listPriceMinor),
                  discount: formats.percent(item.discountBp),
                })}
              </Text>
              <Text size="sm">
                {line === undefined ? '' : t('request.itemMargin', { margin: marginText(line, formats) })}
              </Text>
            </Group>
            <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              {item.category}
            </Text>
          </li>
        );
      })}
    </Stack>
  );
}

/** The request, line by line. */
export function RequestItems({ request }: Props) {
  const isWide = useMediaQuery('(min-width: 48em)', true, { getInitialValueInEffect: false });
  return isWide ? <ItemTable request={request} /> : <ItemList request={request} />;
}
