const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const CODE = /^(?:r-?)?[0-9a-f]{6}$/i;
/** "Facade" is a word as well as a number; "R-FACADE" is not. */
const BARE_CODE = /^[0-9a-f]{6}$/i;

const BEGUN_CODE = /^r-[0-9a-f]*$/i;

export interface WantedEntries {
  requestId: string | null;
  requestCode: string | null;
  customer: string | null;
}

export const ALL_ENTRIES: WantedEntries = { requestId: null, requestCode: null, customer: null };

/**
 * The typed search: a request by its full id or its number, otherwise words of a customer's name. Empty means all
 * entries. Null for part of a number, which matches nothing.
 */
export function wantedEntries(typed: string): WantedEntries | null {
  const words = typed.trim();
  if (words === '') return ALL_ENTRIES;
  if (UUID.test(words)) return { ...ALL_ENTRIES, requestId: words.toLowerCase() };
  if (!CODE.test(words)) return BEGUN_CODE.test(words) ? null : { ...ALL_ENTRIES, customer: words };
  return { ...ALL_ENTRIES, requestCode: words, customer: BARE_CODE.test(words) ? words : null };
}
