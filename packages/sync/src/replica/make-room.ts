import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { isOpen } from '@marginiq/domain/status';
import { type LocalRxDatabase, sealerOf } from '../database/row.ts';
import { PageConflictError, readPageRows, writePages } from './page-store.ts';
import { filtered, openPage } from './stored-page.ts';

const MAX_TRIES = 5;

/** The context of its writes: any window may make room, whichever leads. */
export const MAKE_ROOM = 'marginiq-make-room';

/**
 * Gives up what this device holds of requests that are closed. They come again from the server, with a reading from
 * the beginning, as soon as there is room for them: a thinned page cannot be continued.
 *
 * @returns how many were given up
 */
export async function makeRoom(database: LocalRxDatabase): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await thin(database);
    } catch (error) {
      // The window that leads wrote one of them meanwhile.
      if (!(error instanceof PageConflictError) || tries === MAX_TRIES) throw error;
    }
  }
}

async function thin(database: LocalRxDatabase): Promise<number> {
  const { pages } = database;
  const sealer = sealerOf(database);
  const rows = await readPageRows(pages);
  const opened = await Promise.all(
    rows.map(async (previous) => ({ previous, page: await openPage(previous, sealer) })),
  );
  const thinned = opened.flatMap(({ previous, page }) => {
    // What cannot be opened is of no use to anybody; the replica sees to it.
    if (page === null) return [];
    const left = filtered(page, (name, document) => name !== 'requests' || isOpen(document as DiscountRequest));
    const gone = page.upserts.requests.length - left.upserts.requests.length;
    return gone === 0 ? [] : [{ previous, gone, page: { ...left, thinned: true } }];
  });
  await writePages(pages, { changed: thinned }, { sealer, context: MAKE_ROOM });
  // RxDB keeps deleted rows for a while; the room is needed now. (Not of the outbox: the marks of removed commands hold nothing, and
  // without them a window that was suspended would write such a command again.)
  await pages.storageInstance.cleanup(0);
  return thinned.reduce((sum, { gone }) => sum + gone, 0);
}
