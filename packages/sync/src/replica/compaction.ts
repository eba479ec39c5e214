import type { Cursor } from '@marginiq/contract/cursor';
import type { PulledDocuments } from './pulled-documents.ts';
import { generationOf, pageId, type StoredPage, upsertsOf } from './stored-page.ts';

/** With more small pages than this, they are put together. */
const MAX_SMALL_PAGES = 32;
/** A page with fewer documents that still count is small. */
const SMALL_PAGE = 500;
/** What small pages are put together to. */
export const FULL_PAGE = 1_000;

interface Where {
  cursor: Cursor;
  generation: number;
  /** The number of the first page to be added. */
  firstNumber: number;
}

/**
 * Which small pages to replace, and by what. Each small change arrived as a page, and each change of a document leaves an
 * older version behind.
 * @returns null if there are too few to be worth it
 */
export function planCompaction(
  documents: PulledDocuments,
  { cursor, generation, firstNumber }: Where,
): { added: StoredPage[]; replaced: Set<string> } | null {
  if (documents.pages.length <= MAX_SMALL_PAGES) return null;
  const counts = [...documents.countByPage()];
  const small = counts.filter(([id, count]) => count < SMALL_PAGE && generationOf(id) === generation);
  if (small.length <= MAX_SMALL_PAGES) return null;
  const replaced = new Set(small.map(([id]) => id));
  const standing = documents.standingIn(replaced);
  const setAside = documents.setAsideIn(replaced);
  const added: StoredPage[] = [];
  // One page at least: it carries the cursor.
  for (let from = 0; from === 0 || from < standing.length; from += FULL_PAGE) {
    const id = pageId(generation, firstNumber + added.length);
    const upserts = upsertsOf(standing.slice(from, from + FULL_PAGE));
    added.push({ id, cursor, thinned: false, upserts, setAside: from === 0 ? setAside : [] });
  }
  return { added, replaced };
}
