import { createHash } from 'node:crypto';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { IMPORTED_ID_START } from '@marginiq/domain/imported-id';
import { foldKey, withoutZeros } from './keys.ts';

const NOTE = 'Imported deal ';

/** The note on a deal's first step. It holds the deal's number as the first file wrote it. */
export const dealNote = (deal: string): string => `${NOTE}${deal}`;

/** The number that a deal was imported under; null for a request that somebody made, whatever its steps say. */
export function dealNumberOf({ steps: [first] }: Pick<DiscountRequest, 'steps'>): string | null {
  if (first === undefined || first.by.userId !== null || first.by.role !== 'system') return null;
  return first.note?.startsWith(NOTE) === true ? first.note.slice(NOTE.length) : null;
}

/** A deal's number as it is compared. */
export const dealKey = (deal: string): string => withoutZeros(foldKey(deal));

/**
 * The id of an imported deal, derived from its number alone, so that a corrected date changes the deal and does not create a
 * second one. A UUIDv7 whose time is 0 and whose random part is a digest of company and number. It can be guessed, because
 * every import must arrive at the same one; others cannot take it, because `decide` refuses such ids.
 */
export function dealId(companyId: string, deal: string): string {
  const digest = createHash('sha256')
    .update(`${companyId}\n${dealKey(deal)}`)
    .digest('hex');
  const variant = ((Number.parseInt(digest[3] ?? '0', 16) & 0x3) | 0x8).toString(16);
  return `${IMPORTED_ID_START}${digest.slice(0, 3)}-${variant}${digest.slice(4, 7)}-${digest.slice(8, 20)}`;
}
