import type { RequestItem } from '@marginiq/contract/discount-request';
import type { Product } from '@marginiq/contract/product';
import { ofThousandths, thousandthsOf } from '@marginiq/contract/quantity';
import { multiplyDivide } from '@marginiq/domain/money';
import { IMPORT_WORDS } from '../words/import-words.ts';
import { addUpLines, addUpMade, type MadeLine } from './add-up.ts';
import type { LineNotes } from './line-notes.ts';
import { type Priced, priceLine } from './price-line.ts';
import type { Problems } from './problem.ts';
import { quantityText, stepOf } from './quantity.ts';
import type { Required } from './required.ts';
import type { DealLineRow } from './rows.ts';

interface Paired {
  line: DealLineRow;
  /** The line here that it is about. Null: a new one. */
  old: RequestItem | null;
}

interface Made {
  line: MadeLine;
  old: RequestItem | null;
}

interface Pricing {
  made: Made[];
  priced: Priced[];
}

const PRICE_PROBLEMS = {
  contradiction: IMPORT_WORDS.contradictingPrices,
  unevenPrice: IMPORT_WORDS.noWholeCent,
  noListPrice: IMPORT_WORDS.givenAwayWithoutList,
};

/**
 * Nobody recorded what a product cost at the time: the same share of the list price as where it is known.
 * @param known the line as an earlier import made it; for a new line the product as it is now
 */
function costThen(known: Pick<Product, 'listPriceMinor' | 'costMinor'>, listPriceMinor: number): number {
  if (known.listPriceMinor === 0) return known.costMinor;
  return multiplyDivide(listPriceMinor, known.costMinor, known.listPriceMinor);
}

const saysPrice = ({ listPriceMinor, netPriceMinor }: DealLineRow) =>
  listPriceMinor !== undefined || netPriceMinor !== undefined;

const saysAll = (line: DealLineRow) => line.thousandths !== undefined && saysPrice(line);

/** Lines of the file with the lines here that they are about: in order, if there are as many. Null if there are not. */
function pairUp(lines: readonly DealLineRow[], olds: readonly RequestItem[]): Paired[] | null {
  const inOrder = (some: readonly DealLineRow[]) => some.map((line, index) => ({ line, old: olds[index] ?? null }));
  const added = addUpLines(lines);
  if (added.length === olds.length) return inOrder(added);
  return lines.length === olds.length ? inOrder(lines) : null;
}

const isSame = ({ thousandths, listPriceMinor, discountBp }: MadeLine, item: RequestItem | undefined) =>
  item !== undefined &&
  thousandths === thousandthsOf(item.quantity) &&
  listPriceMinor === item.listPriceMinor &&
  discountBp === item.discountBp;

/** A line that came before units were kept stays without one, unless it is sold in parts from now on. */
function unitOf(product: Product, known: RequestItem | undefined, thousandths: number): Pick<RequestItem, 'unit'> {
  if (known !== undefined && (known.unit != null || thousandths % 1_000 === 0)) {
    return known.unit === undefined ? {} : { unit: known.unit };
  }
  return { unit: product.unit };
}

interface Source {
  file: string;
  required: Required;
  notes: LineNotes;
  problems: Problems;
}

/** Makes the lines that a deal has for one product into items of a request. */
export class ArticleLines {
  readonly #product: Product;
  readonly #source: Source;

  constructor(product: Product, source: Source) {
    this.#product = product;
    this.#source = source;
  }

  /**
   * @param olds what is here of this product in this deal
   * @param room how many lines more than in the file there may be
   */
  itemsOf(lines: readonly DealLineRow[], olds: readonly RequestItem[], room: number): RequestItem[] | null {
    const unpaired = lines.map((line) => ({ line, old: null }));
    // What the file alone says. If that equals what is stored, nothing changes, however it was merged or split.
    if (olds.length === 0 || lines.every(saysAll)) {
      const alone = this.#price(unpaired, room);
      if (alone === null) return null;
      const made = addUpMade(alone.made.map(({ line }) => line));
      const areSame = made.length === olds.length && made.every((line, index) => isSame(line, olds[index]));
      const pairs = areSame ? null : pairUp(lines, olds);
      if (pairs === null) {
        const found = made.map((line, index) => ({ line, old: (areSame ? olds[index] : undefined) ?? null }));
        return this.#finish({ made: found, priced: alone.priced }, olds);
      }
    }
    const pricing = this.#price(pairUp(lines, olds) ?? unpaired, room);
    return pricing === null ? null : this.#finish(pricing, olds);
  }

  #price(pairs: readonly Paired[], room: number): Pricing | null {
    const pricing: Pricing = { made: [], priced: [] };
    let ok = true;
    let left = room;
    for (const { line, old } of pairs) {
      const priced = this.#priceOf(line, old, left > 0);
      if (priced === null) {
        ok = false;
        continue;
      }
      left -= priced.parts.length - 1;
      pricing.priced.push(priced);
      const about = { statedListMinor: priced.listPriceMinor, costMinor: line.costMinor };
      pricing.made.push(...priced.parts.map((part) => ({ line: { ...part, ...about }, old })));
    }
    return ok ? pricing : null;
  }

  /** What a line says replaces what is stored. */
  #priceOf(line: DealLineRow, old: RequestItem | null, mayTakeTwo: boolean): Priced | null {
    const { file, required, problems } = this.#source;
    const key = `${line.deal} / ${line.sku}`;
    const thousandths = line.thousandths ?? (old === null ? undefined : thousandthsOf(old.quantity));
    const { netPriceMinor } = line;
    // A sold price alone is measured by the list price here only if there was a discount: else it was that price itself.
    const hasOldList = netPriceMinor === undefined || (line.discountBp === undefined && (old?.discountBp ?? 0) > 0);
    const listPriceMinor = line.listPriceMinor ?? (hasOldList ? old?.listPriceMinor : undefined);
    const discountBp = line.discountBp ?? (netPriceMinor === undefined ? old?.discountBp : undefined);
    const needed = { quantity: thousandths, listPrice: listPriceMinor ?? netPriceMinor };
    const complete = required.check({ line: line.line, key, what: 'line' }, needed);
    if (!complete || thousandths === undefined) return null;
    const at = { file, line: line.line };
    const step = stepOf(this.#product.unit);
    if (thousandths % step !== 0) {
      const unit = this.#product.unit === '' ? IMPORT_WORDS.articleWithoutUnit : `"${this.#product.unit}"`;
      const reason = IMPORT_WORDS.countedWhole(unit);
      problems.add({ ...at, column: 'quantity', value: quantityText(thousandths), reason });
      return null;
    }
    const priced = priceLine({ listPriceMinor, netPriceMinor, discountBp }, { thousandths, step, mayTakeTwo });
    if (typeof priced !== 'string') return priced;
    const column = priced === 'noListPrice' ? 'listPrice' : 'netPrice';
    problems.add({ ...at, column, value: key, reason: PRICE_PROBLEMS[priced] });
    return null;
  }

  /** The cost at the time is worked out once, when the line first arrives. */
  #finish({ made, priced }: Pricing, olds: readonly RequestItem[]): RequestItem[] {
    for (const one of priced) this.#source.notes.addPriced(one);
    const product = this.#product;
    return made.map(({ line: { thousandths, listPriceMinor, discountBp, statedListMinor, costMinor }, old }) => {
      const known = [old, ...olds].find((one) => one?.listPriceMinor === listPriceMinor) ?? old ?? olds[0];
      // A line that came with a price of 0 has no share of cost.
      const hasShare = known !== undefined && (known.listPriceMinor > 0 || listPriceMinor === 0);
      return {
        productId: product.id,
        quantity: ofThousandths(thousandths),
        discountBp,
        name: known?.name ?? product.name,
        category: known?.category ?? product.category,
        ...unitOf(product, known, thousandths),
        listPriceMinor,
        costMinor: costMinor ?? (hasShare ? costThen(known, listPriceMinor) : costThen(product, statedListMinor)),
      };
    });
  }
}
