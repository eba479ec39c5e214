import type { LocalStorage } from '@marginiq/sync/database/local-database';
import { Observable } from 'rxjs';
import type { Disk, Instance, Params, Stored } from './disk.ts';
import type { LeaseWatch } from './lease-watch.ts';
import type { MainThread } from './main-thread.ts';

/** The collection of the device's own, and the row in it that says who leads: see lease-store.ts. */
const LEASE = { collection: 'local', id: 'lease', context: 'marginiq-lease' };
const REPLICA = 'marginiq-replica-';

/** As IndexedDB fails once its connection was closed under the program. */
export class DatabaseClosedError extends Error {
  override name = 'DatabaseClosedError';

  constructor() {
    super('the database connection is closing');
  }
}

/** One window's connection to a local database; closed, it answers nothing any more. */
export interface Connection {
  closed: boolean;
}

export interface StorageOfWindow {
  disk: Disk;
  thread: MainThread;
  /** The window's, by which RxDB tells one opening of a database from another. */
  number: number;
  connection: Connection;
  watch: LeaseWatch;
}

const numberIn = (row: Stored | undefined) => Number((row?.doc as { number?: unknown } | undefined)?.number ?? 0);

/** One window's view of the shared storage: through its main thread, and for as long as its connection lives. */
export function storageOfWindow({ disk, thread, number, connection, watch }: StorageOfWindow): LocalStorage {
  const enter = async () => {
    await thread.pass();
    if (connection.closed) throw new DatabaseClosedError();
  };
  const createStorageInstance = async (params: Params): Promise<Instance> => {
    await enter();
    const instance = await disk.open(params);
    const isPages = params.collectionName === 'pages';
    const isLocal = params.collectionName === LEASE.collection;
    const [query, find, write] = [instance.query, instance.findDocumentsById, instance.bulkWrite].map((call) =>
      (call as (...given: unknown[]) => Promise<unknown>).bind(instance),
    ) as [Instance['query'], Instance['findDocumentsById'], Instance['bulkWrite']];
    const changes$ = instance.changeStream.bind(instance);

    instance.query = async (prepared) => {
      await enter();
      const found = await query(prepared);
      await enter();
      return found;
    };
    instance.findDocumentsById = async (ids, withDeleted) => {
      await enter();
      const found = await find(ids, withDeleted);
      if (isLocal && ids.includes(LEASE.id)) {
        // Between looking who leads and acting on it a window is not frozen here: that is what `inWrite` is for.
        watch.looked(thread, numberIn(found[0]));
        return found;
      }
      await enter();
      return found;
    };
    instance.bulkWrite = async (rows, context) => {
      if (isPages) {
        if (connection.closed) throw new DatabaseClosedError();
        if (context.startsWith(REPLICA)) watch.writes(thread, number);
        if (await thread.passToWrite()) watch.heldUp(thread);
        if (connection.closed) throw new DatabaseClosedError();
        return await write(rows, context);
      }
      await enter();
      const result = await write(rows, context);
      if (context === LEASE.context && result.error.length === 0) {
        watch.took(thread, numberIn(rows[0]?.document as Stored | undefined));
      }
      return result;
    };
    instance.changeStream = () =>
      new Observable((listener) =>
        changes$().subscribe((bulk) =>
          thread.later(() => {
            if (!connection.closed) listener.next(bulk);
          }),
        ),
      );
    return instance;
  };
  return {
    name: `memory-of-window-${number}`,
    rxdbVersion: disk.rxdbVersion,
    createStorageInstance: createStorageInstance as LocalStorage['createStorageInstance'],
  };
}
