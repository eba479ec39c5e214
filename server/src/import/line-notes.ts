import type { Priced } from './price-line.ts';
import type { Problems } from './problem.ts';

const SAYS = {
  aboveList: 'were sold above the list price: what they were sold at counts as their list price, without a discount',
  moved: `were sold at a price that no discount in steps of 0.01 % meets to the cent: their list price is moved by as little as makes it meet`,
  soldPrice:
    'were sold at a price that no discount meets to the cent: it counts as their list price, without a discount',
  noList: 'have no list price: what they were sold at counts as their list price, without a discount',
  twoLines: 'are two lines here, because no single discount or price comes to what was paid, to the cent',
  reduced: 'are returns: they are taken off what was sold in their deals',
  leftOut: 'are returns of what their deals did not sell: they are left out, and listed here by name',
  creditNotes: 'hold nothing but returns: they are left out, and listed here by name',
  returned: 'were returned whole: they are left out, and listed here by name',
} as const;

export type LineNote = keyof typeof SAYS;

const ABOUT_DEALS: ReadonlySet<LineNote> = new Set(['creditNotes', 'returned']);

/**
 * Values that are not taken literally, with the number of lines or deals affected: once per file, not once per line.
 */
export class LineNotes {
  readonly #counts = new Map<LineNote, number>();

  add(note: LineNote): void {
    this.#counts.set(note, (this.#counts.get(note) ?? 0) + 1);
  }

  addPriced({ as, parts }: Priced): void {
    if (as !== 'stated') this.add(as);
    if (parts.length > 1) this.add('twoLines');
  }

  addNotes(file: string, problems: Problems): void {
    for (const note of Object.keys(SAYS) as LineNote[]) {
      const count = this.#counts.get(note);
      if (count === undefined) continue;
      const what = ABOUT_DEALS.has(note) ? 'deals' : 'lines';
      problems.note({ file, line: 0, column: null, value: null, reason: `${count} of its ${what} ${SAYS[note]}` });
    }
  }
}
