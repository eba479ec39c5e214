import { ActionIcon } from '@mantine/core';
import type { Product } from '@marginiq/contract/product';
import { isSoldAs } from '@marginiq/contract/units';
import { lineMargin } from '@marginiq/domain/margin';
import { t } from '@marginiq/ui/messages';
import { IconTrash } from '@tabler/icons-react';
import { memo, useCallback, useId, useMemo } from 'react';
import { useFormats, useKnowledge } from '../../app/workspace-context.ts';
import { type DraftItem, discountBpOf, productPart, quantityOf, withItem } from './draft.ts';
import type { DraftForm } from './draft-form.ts';
import { FieldForm } from './field-form.tsx';
import { isGivenAway, marginText } from './margin-words.ts';
import { NumberInputField, NumberProblem } from './number-field.tsx';
import { DISCOUNT, quantityRule, quantityStep, unitName } from './number-rules.ts';
import type { OptionIndex } from './option-index.ts';
import classes from './panel.module.css';
import type { NumberRule } from './parse-number.ts';
import { SearchField } from './search-field.tsx';
import { useDraftPart, useUnclear } from './use-draft-form.ts';

const PRODUCT_WIDTH = { flex: '1 1 260px' } as const;
/** The width of "99.99 %". */
const DISCOUNT_WIDTH = { width: 84 } as const;
/** Of "100000.125 kg", with room for a longer unit: "Quadratmeter". */
const quantityWidth = ({ unit }: NumberRule) => ({ width: `calc(136px + ${Math.max(0, unit.length - 2) * 0.5}rem)` });
/** Half a percent. */
const DISCOUNT_STEP = 50;

function LineFigures({ item, product }: { item: DraftItem; product: Product | undefined }) {
  const formats = useFormats();
  const [quantity, discountBp] = [quantityOf(item, product), discountBpOf(item)];
  if (product === undefined || quantity === null || discountBp === null) return null;
  if (!isSoldAs(quantity, product.unit)) return null;
  const margin = lineMargin({ ...product, quantity, discountBp });
  const givenAway = isGivenAway(margin);
  const list = t('requestForm.lineList', {
    price: formats.money(product.listPriceMinor),
    unit: unitName(product),
  });
  return (
    <div className={classes.figures}>
      <span>{list}</span>
      <span>
        {t('requestForm.lineNet')} <strong>{formats.money(margin.netMinor)}</strong>
      </span>
      <span>
        {givenAway ? null : t('requestForm.lineMargin')}{' '}
        <strong className={givenAway || margin.marginBp < 0 ? classes.bad : undefined}>
          {marginText(margin, formats)}
        </strong>
      </span>
    </div>
  );
}

interface ProductFieldProps {
  form: DraftForm;
  index: OptionIndex<Product>;
  line: number;
  itemKey: string;
  productId: string | null;
  product: Product | undefined;
}

const ProductField = memo(function ProductField({ form, index, line, itemKey, productId, product }: ProductFieldProps) {
  const find = useCallback(
    (words: string) => {
      const taken = new Map<string, number>();
      for (const [at, { key, productId }] of form.draft().items.entries()) {
        if (key !== itemKey && productId !== null) taken.set(productId, at + 1);
      }
      return index.find(words, taken);
    },
    [form, index, itemKey],
  );
  const choose = useCallback(
    (id: string) => form.change((draft) => withItem(draft, itemKey, { productId: id })),
    [form, itemKey],
  );
  const part = productPart(itemKey);
  const [unclear, setUnclear] = useUnclear(form, part);
  const chosen = useMemo(() => {
    if (productId === null) return null;
    if (product === undefined) return { id: productId, label: t('requestForm.productGone') };
    const { name, sku, discontinued } = product;
    return { id: productId, label: discontinued ? t('requestForm.productDiscontinued', { name }) : `${name} · ${sku}` };
  }, [productId, product]);
  return (
    <SearchField
      label={t('requestForm.product', { line })}
      placeholder={t('requestForm.productPlaceholder')}
      chosen={chosen}
      find={find}
      onChoose={choose}
      nothingFound={t('requestForm.productNone')}
      part={part}
      unclear={unclear}
      onUnclear={setUnclear}
      style={PRODUCT_WIDTH}
    />
  );
});

interface NumberPartProps {
  form: DraftForm;
  item: DraftItem;
  line: number;
}

function useNumberParts({ form, item, line }: NumberPartProps) {
  const { key } = item;
  const setQuantity = useCallback(
    (quantity: string) => form.change((draft) => withItem(draft, key, { quantity })),
    [form, key],
  );
  const setDiscount = useCallback(
    (discount: string) => form.change((draft) => withItem(draft, key, { discount })),
    [form, key],
  );
  const names = useMemo(
    () => ({ quantity: t('requestForm.quantityOf', { line }), discount: t('requestForm.discountOf', { line }) }),
    [line],
  );
  return { setQuantity, setDiscount, names };
}

interface Props {
  form: DraftForm;
  itemKey: string;
  /** From 1. */
  line: number;
  index: OptionIndex<Product>;
  onRemove: ((itemKey: string) => void) | null;
}

const RemoveButton = memo(function RemoveButton({
  line,
  itemKey,
  onRemove,
}: Pick<Props, 'line' | 'itemKey' | 'onRemove'>) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={t('requestForm.removeProduct', { line })}
      disabled={onRemove === null}
      // A request keeps one line at least.
      style={{ visibility: onRemove === null ? 'hidden' : undefined }}
      onClick={() => onRemove?.(itemKey)}
    >
      <IconTrash size={18} />
    </ActionIcon>
  );
});

const NO_ITEM: DraftItem = { key: '', productId: null, quantity: '', discount: '' };

/** One line of a request. It watches its own item, so that typing in one line renders one line. */
export const ItemLine = memo(function ItemLine({ form, itemKey, line, index, onRemove }: Props) {
  const item = useDraftPart(
    form,
    useCallback((draft) => draft.items.find(({ key }) => key === itemKey) ?? NO_ITEM, [itemKey]),
  );
  const product = useKnowledge()?.products.get(item.productId ?? '');
  const amounts = useMemo(() => quantityRule(product), [product]);
  const amountWidth = useMemo(() => quantityWidth(amounts), [amounts]);
  const { setQuantity, setDiscount, names } = useNumberParts({ form, item, line });
  const problemId = useId();
  const [quantityProblem, discountProblem] = [`${problemId}-quantity`, `${problemId}-discount`];
  const chooseReading = (part: string, set: (text: string) => void) => (text: string) => {
    set(text);
    document.querySelector<HTMLInputElement>(`[data-part="${part}"]`)?.focus();
  };
  const [quantityPart, discountPart] = [`quantity-${itemKey}`, `discount-${itemKey}`];

  return (
    <FieldForm className={classes.card} data-testid="request-line">
      <div className={classes.fields}>
        <ProductField {...{ form, index, line, itemKey, product }} productId={item.productId} />
        <NumberInputField
          label={t('requestForm.quantity')}
          name={names.quantity}
          text={item.quantity}
          rule={amounts}
          step={quantityStep(amounts)}
          onChange={setQuantity}
          problemId={quantityProblem}
          part={quantityPart}
          style={amountWidth}
        />
        <NumberInputField
          label={t('requestForm.discount')}
          name={names.discount}
          text={item.discount}
          rule={DISCOUNT}
          step={DISCOUNT_STEP}
          onChange={setDiscount}
          problemId={discountProblem}
          placeholder="0"
          part={discountPart}
          style={DISCOUNT_WIDTH}
        />
        <RemoveButton line={line} itemKey={itemKey} onRemove={onRemove} />
      </div>
      <NumberProblem
        id={quantityProblem}
        text={item.quantity}
        rule={amounts}
        field={names.quantity}
        onChoose={chooseReading(quantityPart, setQuantity)}
      />
      <NumberProblem
        id={discountProblem}
        text={item.discount}
        rule={DISCOUNT}
        field={names.discount}
        onChoose={chooseReading(discountPart, setDiscount)}
      />
      <LineFigures item={item} product={product} />
    </FieldForm>
  );
});
