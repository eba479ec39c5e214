import { TABLE_WORDS } from '../words/table-words.ts';
import type { Encoding } from './encoding.ts';

export type Separator = ',' | ';' | '\t' | '|';
export type DecimalSign = '.' | ',';
/** What spreadsheets put between thousands. The several kinds of space and apostrophe count as one each. */
export type Grouping = '.' | ',' | ' ' | "'";
/** The order of a date that does not begin with its year. */
export type DateOrder = 'dmy' | 'mdy';
export type DiscountUnit = 'percent' | 'share';

/** How a file is written. One format holds for the whole of it: no cell is read in a way of its own. */
export interface FileFormat {
  encoding: Encoding;
  separator: Separator;
  /** Null: no number of the file tells, and none needs it. */
  decimal: DecimalSign | null;
  thousands: Grouping | null;
  /** Null: dates begin with the year, or there are none. */
  dates: DateOrder | null;
  /** Null: each cell carries its own percent sign, or there are no discounts. */
  discounts: DiscountUnit | null;
}

/** What the person who imports states about a file, which is then followed instead of detected. */
export type StatedFormat = Partial<{ [K in keyof FileFormat]: NonNullable<FileFormat[K]> }> & {
  /** The text that means "no value", exactly as in the cell. Empty: no text does. */
  nothing?: string;
};

const SEPARATOR_WORDS: Record<Separator, string> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' };
const SIGN_WORDS: Record<Grouping, string> = { '.': 'point', ',': 'comma', ' ': 'space', "'": 'apostrophe' };

/** The format in words, for the report. */
export function formatWords({ encoding, separator, decimal, thousands, dates, discounts }: FileFormat): string {
  const parts = [encoding, SEPARATOR_WORDS[separator]];
  if (decimal !== null) parts.push(TABLE_WORDS.decimal(SIGN_WORDS[decimal]));
  if (thousands !== null) parts.push(TABLE_WORDS.thousands(SIGN_WORDS[thousands]));
  if (dates !== null) parts.push(dates === 'dmy' ? 'dates day/month/year' : 'dates month/day/year');
  if (discounts !== null)
    parts.push(discounts === 'percent' ? TABLE_WORDS.discountsInPercent : TABLE_WORDS.discountsAsShares);
  return parts.join(', ');
}
