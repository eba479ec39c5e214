import { createHash } from 'node:crypto';
import { foldKey, withoutZeros } from './keys.ts';

const NOTE = 'Imported deal ';

/** The note on a deal's first step. It holds the deal's number as the first file wrote it. */
export const dealNote = (deal: string): string => `${NOTE}${deal}`;

/** The number that a deal was imported under; null for a request that people made. */
export function dealNumberOf(note: string | null | undefined): string | null {
  return note?.startsWith(NOTE) === true ? note.slice(NOTE.length) : null;
}

/** A deal's number as it is compared. */
export const dealKey = (deal: string): string => withoutZeros(foldKey(deal));

/**
 * The id of an imported deal, by its number alone, so that a corrected date changes the deal and makes no second one. A
 * UUIDv7 whose time is 0 and whose random part is a digest of company and number.
 */
export function dealId(companyId: string, deal: string): string {
  const digest = createHash('sha256')
    .update(`${companyId}\n${dealKey(deal)}`)
    .digest('hex');
  const variant = ((Number.parseInt(digest[3] ?? '0', 16) & 0x3) | 0x8).toString(16);
  return `00000000-0000-7${digest.slice(0, 3)}-${variant}${digest.slice(4, 7)}-${digest.slice(8, 20)}`;
}
