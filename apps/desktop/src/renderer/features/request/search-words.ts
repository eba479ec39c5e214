const MARKS = /\p{M}/gu;
const SPELLED: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', æ: 'ae', ø: 'oe', å: 'aa' };

const withoutMarks = (text: string): string => text.normalize('NFKD').replace(MARKS, '').replaceAll('ß', 'ss');

/** What a text is found by: folded, with umlauts both left out and spelled out. */
export function searchKey(text: string): string {
  const lower = text.toLowerCase().normalize('NFC');
  const spelled = lower.replace(/[äöüßæøå]/g, (letter) => SPELLED[letter] ?? letter);
  const plain = withoutMarks(lower);
  return spelled === lower ? plain : `${plain} ${withoutMarks(spelled)}`;
}

/** The folded words of a search, to be handed to `matches` for every key. */
export const searchWords = (text: string): string[] => withoutMarks(text.toLowerCase()).split(/\s+/).filter(Boolean);

/** All words are there, in any order. */
export const matches = (key: string, words: readonly string[]): boolean => words.every((word) => key.includes(word));
