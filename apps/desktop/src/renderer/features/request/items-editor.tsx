import { ActionIcon, Button, Card, Group, NumberInput, Select, Stack, Text } from '@mantine/core';
import { MAX_ITEMS } from '@marginiq/contract/discount-request';
import type { Product } from '@marginiq/contract/product';
import { lineMargin } from '@marginiq/domain/margin';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useFormats, useKnowledge } from '../../app/workspace-context.ts';
import { type Draft, type DraftItem, toBasisPoints, withItem, withItemAdded, withoutItem } from './draft.ts';

interface Props {
  draft: Draft;
  onChange: (draft: Draft) => void;
}

function LineFigures({ item, product }: { item: DraftItem; product: Product | undefined }) {
  const formats = useFormats();
  if (product === undefined) return null;
  if (item.quantity === null || !Number.isInteger(item.quantity) || item.quantity < 1) return null;
  const margin = lineMargin({
    ...product,
    quantity: item.quantity,
    discountBp: toBasisPoints(item.discountPercent ?? 0),
  });
  return (
    <Group gap="lg" style={{ fontVariantNumeric: 'tabular-nums' }}>
      <Text size="sm" c="dimmed">
        List {formats.money(product.listPriceMinor)} / {product.unit || 'piece'}
      </Text>
      <Text size="sm" c="dimmed">
        Net{' '}
        <Text span fw={600} c="dark">
          {formats.money(margin.netMinor)}
        </Text>
      </Text>
      <Text size="sm" c="dimmed">
        Margin{' '}
        <Text span fw={600} c={margin.marginBp < 0 ? 'red.8' : 'dark'}>
          {formats.percent(margin.marginBp)}
        </Text>
      </Text>
    </Group>
  );
}

const toNumber = (value: string | number): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

/** What is asked for, line by line. */
export function ItemsEditor({ draft, onChange }: Props) {
  const products = useKnowledge()?.products;
  const all = useMemo(() => [...(products?.values() ?? [])].filter(({ discontinued }) => !discontinued), [products]);
  const taken = new Set(draft.items.map(({ productId }) => productId));

  return (
    <Stack gap="sm">
      {draft.items.map((item, index) => {
        const product = products?.get(item.productId ?? '');
        const options = all
          .filter(({ id }) => id === item.productId || !taken.has(id))
          .map(({ id, name, sku }) => ({ value: id, label: `${name} · ${sku}` }));
        if (product?.discontinued) options.unshift({ value: product.id, label: `${product.name} (discontinued)` });
        return (
          <Card key={item.key} withBorder radius="md" p="md">
            <Stack gap="sm">
              <Group align="flex-end" gap="sm" wrap="wrap">
                <Select
                  label={`Product ${index + 1}`}
                  placeholder="Search by name or number"
                  data={options}
                  value={item.productId}
                  onChange={(productId) => onChange(withItem(draft, item.key, { productId }))}
                  searchable
                  limit={50}
                  nothingFoundMessage="No such product"
                  comboboxProps={{ shadow: 'md' }}
                  style={{ flex: '1 1 260px' }}
                />
                <NumberInput
                  label="Quantity"
                  value={item.quantity ?? ''}
                  onChange={(value) => onChange(withItem(draft, item.key, { quantity: toNumber(value) }))}
                  min={1}
                  max={1_000_000}
                  allowDecimal={false}
                  allowNegative={false}
                  thousandSeparator=" "
                  w={110}
                />
                <NumberInput
                  label="Discount"
                  value={item.discountPercent ?? ''}
                  onChange={(value) => onChange(withItem(draft, item.key, { discountPercent: toNumber(value) }))}
                  min={0}
                  max={100}
                  clampBehavior="strict"
                  decimalScale={2}
                  allowNegative={false}
                  suffix=" %"
                  placeholder="0 %"
                  step={0.5}
                  w={110}
                />
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="lg"
                  aria-label={`Remove product ${index + 1}`}
                  disabled={draft.items.length === 1}
                  onClick={() => onChange(withoutItem(draft, item.key))}
                >
                  <IconTrash size={18} />
                </ActionIcon>
              </Group>
              <LineFigures item={item} product={product} />
            </Stack>
          </Card>
        );
      })}
      <Group>
        <Button
          variant="light"
          leftSection={<IconPlus size={16} />}
          disabled={draft.items.length >= MAX_ITEMS}
          onClick={() => onChange(withItemAdded(draft))}
        >
          Add product
        </Button>
      </Group>
    </Stack>
  );
}
