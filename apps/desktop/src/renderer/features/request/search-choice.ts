import type { Found } from './option-index.ts';

/** What becomes of the words in a search field when it is left or Enter is pressed. */
export type Settled =
  /** Nobody searched. */
  | { kind: 'nothing' }
  | { kind: 'chosen'; id: string }
  /** The words name nothing, or several things: nothing is guessed, and the field says so. */
  | { kind: 'unclear'; words: string };

interface Search {
  /** As typed; null while nobody searches. */
  words: string | null;
  /** The text in the field while nobody searches. */
  shown: string | null;
  find: (words: string) => Found;
}

const isSearch = ({ words, shown }: Search): boolean => words !== null && words.trim() !== '' && words !== shown;

/** Enter takes the first match, which is at the top of the open list. */
export function settleOnEnter(search: Search): Settled {
  const words = search.words ?? '';
  if (!isSearch(search)) return { kind: 'nothing' };
  const [first] = search.find(words).options;
  return first === undefined ? { kind: 'unclear', words: words.trim() } : { kind: 'chosen', id: first.id };
}

/** Whoever leaves the field without choosing meant the one match, if there is exactly one. */
export function settleOnLeaving(search: Search): Settled {
  const words = search.words ?? '';
  if (!isSearch(search)) return { kind: 'nothing' };
  const { options, total } = search.find(words);
  const [only] = options;
  if (only === undefined || total > 1) return { kind: 'unclear', words: words.trim() };
  return { kind: 'chosen', id: only.id };
}
