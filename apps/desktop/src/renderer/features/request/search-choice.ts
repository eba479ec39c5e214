import type { Found, Option } from './option-index.ts';

/** What becomes of the words in a search field when it is left or Enter is pressed. */
export type Settled =
  /** Nobody searched. */
  | { kind: 'nothing' }
  | { kind: 'chosen'; id: string }
  /** The words name nothing, several things, or what another line has already: nothing is guessed, and the field says so. */
  | { kind: 'unclear'; words: string };

interface Search {
  /** As typed; null while nobody searches. */
  words: string | null;
  /** The text in the field while nobody searches. */
  shown: string | null;
  find: (words: string) => Found;
}

const isSearch = ({ words, shown }: Pick<Search, 'words' | 'shown'>): boolean =>
  words !== null && words.trim() !== '' && words !== shown;

/** The words that are being typed in a field; null if they are none, or what is chosen. */
export function searchedWords(chosen: string | null, words: string): string | null {
  return isSearch({ words, shown: chosen }) ? words.trim() : null;
}

function settled(words: string, meant: Option | undefined): Settled {
  const canBeChosen = meant !== undefined && meant.onLine === null;
  return canBeChosen ? { kind: 'chosen', id: meant.id } : { kind: 'unclear', words: words.trim() };
}

/** Enter takes the first match, which is at the top of the open list; never the one below, if that cannot be chosen. */
export function settleOnEnter(search: Search): Settled {
  const words = search.words ?? '';
  if (!isSearch(search)) return { kind: 'nothing' };
  return settled(words, search.find(words).options[0]);
}

/** Whoever leaves the field without choosing meant the one match, if there is exactly one. */
export function settleOnLeaving(search: Search): Settled {
  const words = search.words ?? '';
  if (!isSearch(search)) return { kind: 'nothing' };
  const { options, total } = search.find(words);
  return settled(words, total === 1 ? options[0] : undefined);
}
