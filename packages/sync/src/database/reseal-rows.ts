import type { RxCollection } from 'rxdb';
import { isSealedCommand, resealedCommand } from '../outbox/sealed-entries.ts';
import { makeRoom } from '../replica/make-room.ts';
import { isClosedPage } from '../replica/stored-page.ts';
import { placesAsideOf } from './indexed-db.ts';
import { resealedLocalRow, showsNothing } from './local-state.ts';
import { emptiedCommand, emptiedLocalRow, type LocalRxDatabase, sealerOf } from './row.ts';
import { isStorageFull } from './storage-full.ts';
import { removedRows, storedRows } from './stored-rows.ts';

const CONTEXT = 'marginiq-reseal';

/**
 * Reseals the device's own rows with the current key: unsealed ones, written by an earlier version or a session without a key,
 * and those sealed by an earlier key. Each row is replaced in one step and can be read before and after, so a stop in between
 * loses nothing, and the next opening continues. Of removed unsealed rows only the mark is kept. The replica seals the pages,
 * because it reads them anyway. What the disk held before disappears when the browser next cleans up its files.
 *
 * If nothing may be unsealed (`readsClear`), unsealed rows are left alone: sealing them would pass them off as this person's.
 */
export async function resealRows(database: LocalRxDatabase): Promise<void> {
  const sealer = sealerOf(database);
  if (!sealer.isSealing) return;
  const { commands, local } = database;
  const room = () => makeRoom(database);
  await reseal(commands, room, {
    sealedAgain: (row) => resealedCommand(row, sealer),
    isClosed: isSealedCommand,
    emptied: emptiedCommand,
  });
  await reseal(local, room, {
    sealedAgain: (row) => resealedLocalRow(database, row),
    isClosed: showsNothing,
    emptied: emptiedLocalRow,
  });
}

interface Kind<Row> {
  /** Null for a row that stays as it is. @throws for one that cannot be read */
  sealedAgain: (row: Row) => Promise<Partial<Row> | null>;
  isClosed: (row: Row) => boolean;
  emptied: (row: Row) => Row;
}

async function reseal<Row extends { id: string }>(
  collection: RxCollection<Row>,
  room: () => Promise<unknown>,
  { sealedAgain, isClosed, emptied }: Kind<Row>,
): Promise<void> {
  const [rows, removed] = await Promise.all([storedRows(collection, {}), removedRows(collection)]);
  const again = await Promise.allSettled(
    rows.map(async (previous) => {
      const row = await sealedAgain(previous);
      return row === null ? [] : [{ previous, document: { ...previous, ...row } }];
    }),
  );
  // A damaged or locked row is left unchanged, and counted where it is read.
  const sealed = again.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  const erased = removed.filter((row) => !isClosed(row)).map((previous) => ({ previous, document: emptied(previous) }));
  if (sealed.length + erased.length === 0) return;
  // Another window that writes one of them in the meantime seals it.
  const write = () => collection.storageInstance.bulkWrite([...sealed, ...erased] as never, CONTEXT);
  try {
    await write().catch(async (error: unknown) => {
      if (!isStorageFull(error)) throw error;
      await room();
      await write();
    });
  } catch {
    // They stay as they are, and the next opening tries again.
  }
}

/**
 * Whether nothing in this database is in the clear, read from the storage itself, removed rows included. False if anything
 * could not be sealed (a full disk, another window's write, damage) or an interrupted repair has put something aside. What
 * was sealed by a key that is not here counts as sealed.
 * @throws whatever the storage throws; then it is not known
 */
export async function isAllSealed(database: LocalRxDatabase): Promise<boolean> {
  const { commands, local, pages, name } = database;
  if (!sealerOf(database).isSealing || (await placesAsideOf(name)).length > 0) return false;
  return (
    (await isAllOf(commands, isSealedCommand)) &&
    (await isAllOf(local, showsNothing)) &&
    // Last, because pages are large.
    (await isAllOf(pages, isClosedPage))
  );
}

async function isAllOf<Row>(collection: RxCollection<Row>, isClosed: (row: Row) => boolean): Promise<boolean> {
  if (!(await removedRows(collection)).every(isClosed)) return false;
  return (await storedRows(collection, {})).every(isClosed);
}
