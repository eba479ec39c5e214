import type { DiscountRequest, RequestItem } from '@marginiq/contract/discount-request';
import { MAX_ITEMS } from '@marginiq/contract/limits';
import type { Product } from '@marginiq/contract/product';
import { IMPORT_WORDS } from '../words/import-words.ts';
import { ArticleLines } from './article-lines.ts';
import { foldKey, type KeyIndex } from './keys.ts';
import { LineNotes } from './line-notes.ts';
import { MissingKeys } from './missing-keys.ts';
import { isReturn, netReturns } from './net-returns.ts';
import type { Problems } from './problem.ts';
import { quantityText } from './quantity.ts';
import type { Table } from './read-table.ts';
import { Required } from './required.ts';
import type { DealLineRow } from './rows.ts';

interface LineWorld {
  products: KeyIndex<Product>;
  /** Normalised keys of products whose rows have problems, and whether their file could not be read at all. */
  faulty: ReadonlySet<string>;
  unread: boolean;
}

/** What is left of a deal's lines: items, nothing (all of it was returned), or null if a line has a problem. */
export type ItemsOfDeal = RequestItem[] | 'nothing' | null;

/** Makes the lines of past deals into items of requests. */
export class DealLines {
  readonly #table: Table<DealLineRow>;
  readonly #world: LineWorld;
  readonly #problems: Problems;
  readonly #required: Required;
  readonly #missing: MissingKeys;
  /** Notes that are reported once per file. */
  readonly notes = new LineNotes();

  constructor(table: Table<DealLineRow>, world: LineWorld, problems: Problems) {
    this.#table = table;
    this.#world = world;
    this.#problems = problems;
    this.#required = new Required(table, problems);
    this.#missing = new MissingKeys({ file: table.file, column: 'sku', what: 'product' }, problems);
  }

  addProblems(): void {
    this.#missing.addProblems();
    this.#required.addProblems();
    this.notes.addNotes(this.#table.file, this.#problems);
  }

  /** Null is a product that is not known, which is a problem. */
  productOf({ sku, line }: DealLineRow): Product | null {
    const { products, faulty, unread } = this.#world;
    const found = products.find(sku);
    if (found !== undefined) return found;
    if (sku !== '' && !unread && !faulty.has(foldKey(sku))) {
      this.#missing.add(sku, line, products.differingInZeros(sku));
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
      if (product === null) {
        ok = false;
        continue;
      }
      products.set(product.id, product);
      const others = linesOf.get(product.id);
      if (others === undefined) linesOf.set(product.id, [line]);
      else others.push(line);
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
      const about = { file: this.#table.file, required: this.#required, notes: this.notes, problems: this.#problems };
      const made = new ArticleLines(product, about).itemsOf(linesOf.get(productId) ?? [], here, room);
      if (made === null) ok = false;
      else {
        items.push(...made);
        room -= Math.max(0, made.length - (linesOf.get(productId)?.length ?? 0));
      }
    }
    if (!ok) return null;
    if (lines.length > 0) {
      for (const { name } of untouched) {
        keep(IMPORT_WORDS.hasOtherLine(name, this.#table.file));
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
      const reason = IMPORT_WORDS.returnsTooMuch(quantityText(-(thousandths ?? 0)), sku, deal);
      this.#problems.note({ file: this.#table.file, line, column: 'sku', value: sku, reason });
    }
  }
}

/** The lines of a deal that contains only returns: it is a credit note, not a sale. */
export const isCreditNote = (lines: readonly DealLineRow[]): boolean => lines.length > 0 && lines.every(isReturn);
