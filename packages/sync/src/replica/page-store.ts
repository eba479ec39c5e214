import type { RxCollection } from 'rxdb';
import type { Sealer } from '../database/sealer.ts';
import { storedRows } from '../database/stored-rows.ts';
import { type PageRow, type StoredPage, type StoredRow, toRow } from './stored-page.ts';

/** The wrapped storage sets revision and time itself. */
const toStored = (row: PageRow, deleted = false): StoredRow => ({
  ...row,
  _deleted: deleted,
  _attachments: {},
  _meta: { lwt: 1 },
  _rev: '',
});

const emptied = ({ id }: PageRow): PageRow => ({ id, thinned: false, upserts: '' });

/** Somebody else wrote a page meanwhile, for example another window. The write is rebuilt from the current pages. */
export class PageConflictError extends Error {
  override name = 'PageConflictError';

  constructor(status: number) {
    super(`a page of what was pulled could not be written (status ${status})`);
  }
}

/** The writes to pages: first changes, then additions, then removals. */
export interface PageWrite {
  added?: readonly StoredPage[];
  /** Given with the row that they replace. */
  changed?: readonly { previous: StoredRow; page: StoredPage }[];
  /** Their content is erased with them: RxDB keeps what is deleted for a while, and nobody may read in it. */
  removed?: readonly StoredRow[];
}

export interface PageWriter {
  sealer: Sealer;
  /** Says in the storage's change stream whose write it was. */
  context: string;
}

/** In the order in which they were written. */
export async function readPageRows(pages: RxCollection<PageRow>): Promise<StoredRow[]> {
  const rows = (await storedRows(pages, {})) as StoredRow[];
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * Writes pages directly to the storage, each kind of write once the previous one is stored: on a conflict in one row RxDB
 * still writes the bulk's other rows. If it is stopped midway it has removed content whose cursor was not moved yet, or
 * left content twice; it never loses content that exists nowhere else.
 * @throws if the storage has no room, or somebody else wrote one of them meanwhile (`PageConflictError`)
 */
export async function writePages(
  pages: RxCollection<PageRow>,
  { added = [], changed = [], removed = [] }: PageWrite,
  { sealer, context }: PageWriter,
): Promise<void> {
  const stored = async (page: StoredPage) => toStored(await toRow(page, sealer));
  // Sealed before the first is written: between the writes there is nothing to wait for.
  const steps = await Promise.all([
    Promise.all(changed.map(async ({ previous, page }) => ({ previous, document: await stored(page) }))),
    Promise.all(added.map(async (page) => ({ document: await stored(page) }))),
    removed.map((previous) => ({ previous, document: toStored(emptied(previous), true) })),
  ]);
  for (const rows of steps) {
    if (rows.length === 0) continue;
    const { error } = await pages.storageInstance.bulkWrite(rows, context);
    if (error[0] !== undefined) throw new PageConflictError(error[0].status);
  }
}
