import { isAllSealed } from '@marginiq/sync/database/reseal-rows';
import { type LocalRxDatabase, sealerOf } from '@marginiq/sync/database/row';

/*
 * Once everything on a device is sealed, the host is informed, and from then on anything unsealed is taken for somebody
 * else's. That must not happen while a window without a key writes unsealed rows: what it saves would never be sent.
 */

const lockOf = (databaseName: string) => `${databaseName}:clear`;

/** For a window without a key, before it opens the database. @returns to be called when it has closed it */
export async function writeInTheClear(databaseName: string): Promise<() => void> {
  const { promise: closed, resolve: close } = Promise.withResolvers<void>();
  const { promise: held, resolve: hold } = Promise.withResolvers<void>();
  navigator.locks
    .request(lockOf(databaseName), { mode: 'shared' }, () => {
      hold();
      return closed;
    })
    .catch(hold);
  await held;
  return close;
}

/** Tells the host, if it does not know it yet, that all of this database is sealed; if it is not, or nobody can say, does nothing. */
export async function noteWhenSealed(database: LocalRxDatabase, note: () => Promise<void>): Promise<void> {
  const { isSealing, readsClear } = sealerOf(database);
  if (!isSealing || !readsClear) return;
  await navigator.locks.request(lockOf(database.name), { ifAvailable: true }, async (lock) => {
    if (lock !== null && (await isAllSealed(database))) await note();
  });
}
