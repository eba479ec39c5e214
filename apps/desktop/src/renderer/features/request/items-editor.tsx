import { Button, Group, Stack } from '@mantine/core';
import { MAX_ITEMS } from '@marginiq/contract/limits';
import { t } from '@marginiq/ui/messages';
import { IconPlus } from '@tabler/icons-react';
import { memo, useCallback, useEffect, useMemo, useRef } from 'react';
import { useKnowledge } from '../../app/workspace-context.ts';
import { type Draft, withItemAdded, withoutItem } from './draft.ts';
import type { DraftForm } from './draft-form.ts';
import { ItemLine } from './item-line.tsx';
import { OptionIndex } from './option-index.ts';
import { useDraftPart } from './use-draft-form.ts';

const SEPARATOR = ' ';
/** As one text, which stays the same while only the content of the lines changes. */
const keysOf = ({ items }: Draft): string => items.map(({ key }) => key).join(SEPARATOR);

/** The lines of a request. */
export const ItemsEditor = memo(function ItemsEditor({ form }: { form: DraftForm }) {
  const products = useKnowledge()?.products;
  const index = useMemo(
    () =>
      new OptionIndex(
        [...(products?.values() ?? [])].filter(({ discontinued }) => !discontinued),
        ({ name, sku, category }) => ({ label: `${name} · ${sku}`, names: [name, sku], others: [category] }),
      ),
    [products],
  );
  const keys = useDraftPart(form, keysOf).split(SEPARATOR);
  const focusNext = useRef<string | null>(null);

  // After a line was added or removed, typing continues in the next one.
  useEffect(() => {
    if (focusNext.current === null) return;
    document.querySelector<HTMLInputElement>(`[data-part="${focusNext.current}"]`)?.focus();
    focusNext.current = null;
  });
  const add = () => {
    form.change(withItemAdded);
    focusNext.current = `product-${form.draft().items.at(-1)?.key}`;
  };
  const remove = useCallback(
    (key: string) => {
      const { items } = form.draft();
      const at = items.findIndex((item) => item.key === key);
      const next = items[at + 1] ?? items[at - 1];
      // Focusing a product that is already chosen would only open its list.
      focusNext.current = `${next?.productId === null ? 'product' : 'quantity'}-${next?.key}`;
      form.change((draft) => withoutItem(draft, key));
    },
    [form],
  );

  return (
    <Stack gap="sm">
      {keys.map((key, at) => (
        <ItemLine
          key={key}
          form={form}
          itemKey={key}
          line={at + 1}
          index={index}
          onRemove={keys.length === 1 ? null : remove}
        />
      ))}
      <Group>
        <Button variant="light" leftSection={<IconPlus size={16} />} disabled={keys.length >= MAX_ITEMS} onClick={add}>
          {t('requestForm.addProduct')}
        </Button>
      </Group>
    </Stack>
  );
});
