import { IMPORT_REPORT_WORDS } from '../words/import-report-words.ts';
import type { Priced } from './price-line.ts';
import type { Problems } from './problem.ts';

const SAYS = {
  aboveList: IMPORT_REPORT_WORDS.soldAboveList,
  moved: IMPORT_REPORT_WORDS.listMoved,
  soldPrice: IMPORT_REPORT_WORDS.noDiscountMeets,
  noList: IMPORT_REPORT_WORDS.withoutList,
  twoLines: IMPORT_REPORT_WORDS.splitLines,
  reduced: IMPORT_REPORT_WORDS.returnsTakenOff,
  leftOut: IMPORT_REPORT_WORDS.strayReturns,
  creditNotes: IMPORT_REPORT_WORDS.onlyReturns,
  returned: IMPORT_REPORT_WORDS.returnedWhole,
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
      problems.note({
        file,
        line: 0,
        column: null,
        value: null,
        reason: IMPORT_REPORT_WORDS.noteCount(count, what, SAYS[note]),
      });
    }
  }
}
