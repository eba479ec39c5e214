import type { RequestItem } from '@marginiq/contract/discount-request';
import { lineMargin } from '@marginiq/domain/margin';
import type { DealLineRow } from './rows.ts';

const sameTerms = (a: RequestItem, b: RequestItem) =>
  a.productId === b.productId &&
  a.listPriceMinor === b.listPriceMinor &&
  a.discountBp === b.discountBp &&
  a.costMinor === b.costMinor &&
  a.name === b.name &&
  a.category === b.category;

/**
 * Lines of the same article on the same terms as one line, if that comes to the same amount: two lines are rounded twice,
 * and may differ from one by a cent.
 */
export function addUpItems(items: readonly RequestItem[]): RequestItem[] {
  const added: RequestItem[] = [];
  for (const item of items) {
    const at = added.findIndex((one) => {
      if (!sameTerms(one, item)) return false;
      const together = lineMargin(sum(one, item));
      return together.netMinor === lineMargin(one).netMinor + lineMargin(item).netMinor;
    });
    const found = added[at];
    if (found === undefined) added.push(item);
    else added[at] = sum(found, item);
  }
  return added;
}

const sum = (a: RequestItem, b: RequestItem): RequestItem => ({
  ...a,
  quantity: (thousandthsOf(a) + thousandthsOf(b)) / 1_000,
});

const thousandthsOf = ({ quantity }: RequestItem) => Math.round(quantity * 1_000);

const termsOf = ({ listPriceMinor, netPriceMinor, discountBp, costMinor }: DealLineRow) =>
  JSON.stringify([listPriceMinor, netPriceMinor, discountBp, costMinor]);

/** Lines of one article that the file states in the same terms, as one. */
export function addUpLines(lines: readonly DealLineRow[]): DealLineRow[] {
  return [...Map.groupBy(lines, termsOf).values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const all = [first, ...others].map(({ thousandths }) => thousandths);
    const isWhole = all.every((one) => one !== undefined);
    return { ...first, thousandths: isWhole ? all.reduce((total, one) => total + one, 0) : first.thousandths };
  });
}
