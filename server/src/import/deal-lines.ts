import type { DiscountRequest, RequestItem } from '@marginiq/contract/discount-request';
import { MAX_ITEMS } from '@marginiq/contract/limits';
import type { Product } from '@marginiq/contract/product';
import { multiplyDivide } from '@marginiq/domain/money';
import { addUpItems, addUpLines } from './add-up.ts';
import { foldKey, type KeyIndex, missingReason } from './keys.ts';
import { LineNotes } from './line-notes.ts';
import { isReturn, netReturns } from './net-returns.ts';
import { priceLine, type Quantity } from './price-line.ts';
import type { Problems } from './problem.ts';
import { quantityText, stepOf } from './quantity.ts';
import type { Table } from './read-table.ts';
import { Required } from './required.ts';
import type { DealLineRow } from './rows.ts';

interface LineWorld {
  products: KeyIndex<Product>;
  /** Folded keys of products whose rows have problems of their own, and whether their file could not be read at all. */
  faulty: ReadonlySet<string>;
  unread: boolean;
}

/** What is left of a deal's lines: items, nothing (all of it was returned), or null if a line is a problem. */
export type ItemsOfDeal = RequestItem[] | 'nothing' | null;

interface Paired {
  line: DealLineRow;
  /** The line here that it is about. Null: a new one. */
  old: RequestItem | null;
}

/**
 * What a product cost at the time nobody wrote down: the same share of the list price as where it is known.
 * @param known the line as an earlier import made it; of a new line the product as it is now
 */
function costThen(known: Pick<Product, 'listPriceMinor' | 'costMinor'>, listPriceMinor: number): number {
  if (known.listPriceMinor === 0) return known.costMinor;
  return multiplyDivide(listPriceMinor, known.costMinor, known.listPriceMinor);
}

const saysPrice = ({ listPriceMinor, netPriceMinor }: DealLineRow) =>
  listPriceMinor !== undefined || netPriceMinor !== undefined;

/**
 * Which line of the file is about which line here, of one article. If there are as many, they are so in order; a changed
 * number of lines replaces what is here.
 */
function pairUp(lines: readonly DealLineRow[], olds: readonly RequestItem[]): Paired[] {
  const inOrder = (some: readonly DealLineRow[]) => some.map((line, index) => ({ line, old: olds[index] ?? null }));
  const added = addUpLines(lines);
  if (added.length === olds.length) return inOrder(added);
  if (lines.length === olds.length && !lines.some(saysPrice)) return inOrder(lines);
  return lines.map((line) => ({ line, old: null }));
}

/** Makes the lines of past deals into items of requests. */
export class DealLines {
  readonly #table: Table<DealLineRow>;
  readonly #world: LineWorld;
  readonly #problems: Problems;
  readonly #required: Required;
  readonly notes = new LineNotes();

  constructor(table: Table<DealLineRow>, world: LineWorld, problems: Problems) {
    this.#table = table;
    this.#world = world;
    this.#problems = problems;
    this.#required = new Required(table, problems);
  }

  /** What is said once for the file. */
  addProblems(): void {
    this.#required.addProblems();
    this.notes.addNotes(this.#table.file, this.#problems);
  }

  /** Null is a product that is not known, which is a problem. */
  productOf({ sku, line }: DealLineRow): Product | null {
    const { products, faulty, unread } = this.#world;
    const found = products.find(sku);
    if (found !== undefined) return found;
    if (sku !== '' && !unread && !faulty.has(foldKey(sku))) {
      const reason = missingReason('product', products.differingInZeros(sku));
      this.#problems.add({ file: this.#table.file, line, column: 'sku', value: sku, reason });
    }
    return null;
  }

  /**
   * The items of a deal, by product: those of the file, and those that are here and that it does not name.
   * @param keep says that something here stays
   */
  itemsOf(
    lines: readonly DealLineRow[],
    before: Pick<DiscountRequest, 'items'> | null,
    keep: (reason: string) => void,
  ): ItemsOfDeal {
    const { sold, over } = netReturns(lines, ({ sku }) => this.#world.products.find(sku)?.id ?? foldKey(sku));
    this.#noteReturns(lines, over);
    const products = new Map<string, Product>();
    const linesOf = new Map<string, DealLineRow[]>();
    let ok = true;
    for (const line of sold) {
      const product = this.productOf(line);
      if (product === null) ok = false;
      else {
        products.set(product.id, product);
        linesOf.set(product.id, [...(linesOf.get(product.id) ?? []), line]);
      }
    }
    const given = new Set(
      lines.flatMap((line) => (isReturn(line) ? [] : (this.#world.products.find(line.sku)?.id ?? []))),
    );
    const olds = Map.groupBy(before?.items ?? [], ({ productId }) => productId);
    const untouched = [...olds].flatMap(([productId, items]) => (given.has(productId) ? [] : items));
    if (ok && sold.length === 0 && lines.length > 0 && untouched.length === 0) return 'nothing';
    let room = MAX_ITEMS - untouched.length - sold.length;
    const items: RequestItem[] = [];
    for (const productId of new Set([...olds.keys(), ...products.keys()])) {
      const here = olds.get(productId) ?? [];
      const product = products.get(productId);
      if (product === undefined) {
        if (!given.has(productId)) items.push(...here);
        continue;
      }
      const made = this.#itemsOfProduct(product, { lines: linesOf.get(productId) ?? [], olds: here, room });
      if (made === null) ok = false;
      else {
        items.push(...made);
        room -= Math.max(0, made.length - (linesOf.get(productId)?.length ?? 0));
      }
    }
    if (!ok) return null;
    if (lines.length > 0) {
      for (const { name } of untouched) {
        keep(`has a line for ${name} here that ${this.#table.file} does not have; it stays`);
      }
    }
    return items;
  }

  #noteReturns(lines: readonly DealLineRow[], over: readonly DealLineRow[]): void {
    const leftOut = new Set(over.map(({ line }) => line));
    for (const line of lines) {
      if (isReturn(line)) this.notes.add(leftOut.has(line.line) ? 'leftOut' : 'reduced');
    }
    for (const { line, deal, sku, thousandths } of over) {
      const reason = `returns ${quantityText(-(thousandths ?? 0))} more of ${sku} than deal ${deal} sold: left out`;
      this.#problems.note({ file: this.#table.file, line, column: 'sku', value: sku, reason });
    }
  }

  #itemsOfProduct(
    product: Product,
    { lines, olds, room }: { lines: readonly DealLineRow[]; olds: readonly RequestItem[]; room: number },
  ): RequestItem[] | null {
    const items: RequestItem[] = [];
    let ok = true;
    let left = room;
    for (const paired of pairUp(lines, olds)) {
      const made = this.#itemsOfLine(product, { ...paired, olds, mayTakeTwo: left > 0 });
      if (made === null) ok = false;
      else {
        items.push(...made);
        left -= made.length - 1;
      }
    }
    return ok ? addUpItems(items) : null;
  }

  /** What a line says replaces what is here. What the product cost then is worked out once, when the line first comes. */
  #itemsOfLine(
    product: Product,
    { line, old, olds, mayTakeTwo }: Paired & { olds: readonly RequestItem[]; mayTakeTwo: boolean },
  ): RequestItem[] | null {
    const about = { file: this.#table.file, line: line.line };
    const key = `${line.deal} / ${line.sku}`;
    const thousandths = line.thousandths ?? (old === null ? undefined : Math.round(old.quantity * 1_000));
    const { netPriceMinor } = line;
    // A sold price alone is measured by the list price here only if there was a discount: else it was that price itself.
    const hasOldList = netPriceMinor === undefined || (line.discountBp === undefined && (old?.discountBp ?? 0) > 0);
    const listPriceMinor = line.listPriceMinor ?? (hasOldList ? old?.listPriceMinor : undefined);
    const discountBp = line.discountBp ?? (netPriceMinor === undefined ? old?.discountBp : undefined);
    const needed = { quantity: thousandths, listPrice: listPriceMinor ?? netPriceMinor };
    const complete = this.#required.check({ line: line.line, key, what: 'line' }, needed);
    if (!complete || thousandths === undefined) return null;
    const step = stepOf(product.unit);
    if (thousandths % step !== 0) {
      const unit = product.unit === '' ? 'an article without a unit' : `"${product.unit}"`;
      const reason = `is not whole, and ${unit} is counted whole: parts are for units such as kg, m or h`;
      this.#problems.add({ ...about, column: 'quantity', value: quantityText(thousandths), reason });
      return null;
    }
    const quantity: Quantity = { thousandths, step, mayTakeTwo };
    const priced = priceLine({ listPriceMinor, netPriceMinor, discountBp }, quantity);
    if (typeof priced === 'string') {
      const reason = PRICE_PROBLEMS[priced];
      this.#problems.add({ ...about, column: priced === 'noListPrice' ? 'listPrice' : 'netPrice', value: key, reason });
      return null;
    }
    this.notes.addPriced(priced);
    return priced.parts.map((part) => {
      const known = [old, ...olds].find((one) => one?.listPriceMinor === part.listPriceMinor) ?? old ?? olds[0];
      // A line that came with a price of 0 has no share of cost.
      const hasShare = known !== undefined && (known.listPriceMinor > 0 || part.listPriceMinor === 0);
      const costMinor = hasShare ? costThen(known, part.listPriceMinor) : costThen(product, priced.listPriceMinor);
      return {
        productId: product.id,
        quantity: part.thousandths / 1_000,
        discountBp: part.discountBp,
        name: known?.name ?? product.name,
        category: known?.category ?? product.category,
        listPriceMinor: part.listPriceMinor,
        costMinor: line.costMinor ?? costMinor,
      };
    });
  }
}

const PRICE_PROBLEMS = {
  contradiction:
    'has a list price, a discount and a sold price that contradict each other: correct one, or leave it out',
  unevenPrice: 'was sold above list at a price that is no whole cent: give the price it was sold at as netPrice',
  noListPrice: 'was given away, and the file does not say at which list price',
};

/** The lines of a deal that hold nothing but returns: it is a credit note, and no sale. */
export const isCreditNote = (lines: readonly DealLineRow[]): boolean => lines.length > 0 && lines.every(isReturn);
