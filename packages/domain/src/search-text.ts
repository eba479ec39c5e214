const MARKS = /\p{M}/gu;

/** Letters that Unicode does not decompose, as people type them on a keyboard that lacks them. */
const PLAIN: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' };
const UNDECOMPOSED = /[ßæœøłđðþı]/g;

/** How German and the Nordic languages spell these letters out. */
const SPELLED_OUT: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue', ø: 'oe', å: 'aa' };
const UMLAUTS = /[äöüøå]/g;

const withoutMarks = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(MARKS, '')
    .replace(UNDECOMPOSED, (letter) => PLAIN[letter] ?? letter);

/** A lower-case text with its umlauts left out, and, if it has any, with them spelled out: Müller, muller, mueller. */
function spellings(text: string): string[] {
  const lower = text.toLowerCase().normalize('NFC');
  const spelled = lower.replace(UMLAUTS, (letter) => SPELLED_OUT[letter] ?? letter);
  return spelled === lower ? [withoutMarks(lower)] : [withoutMarks(lower), withoutMarks(spelled)];
}

/** The text in a form for searching. Make it once per text: folding costs far more than comparing. */
export function searchKey(text: string): string {
  return spellings(text).join(' ');
}

/** One word of a search; the key may contain it in any of its spellings. */
export type SearchWord = readonly string[];

export function searchWords(text: string): SearchWord[] {
  return text.split(/\s+/).filter(Boolean).map(spellings);
}

/** Whether all words are in the key, in any order and in whole or in part. No words match everything. */
export function matches(key: string, words: readonly SearchWord[]): boolean {
  return words.every((word) => word.some((spelling) => key.includes(spelling)));
}
