import { dexieStorage } from '../database/dexie-storage.ts';
import type { LocalStorage } from '../database/local-database.ts';
import { MAKE_ROOM } from '../replica/make-room.ts';
import type { LeaseAudit } from './lease-audit.ts';

const CALLS = ['query', 'findDocumentsById'] as const;
const LEASE = 'lease';

/** A call of a window's storage. */
export interface StorageCall {
  collection: string;
  does: 'read' | 'write';
}

/** Something that can be paused and resumed: a window's main thread. */
export class Gate {
  /** What each call of the storage meets first; where it throws, the call fails. */
  meet: (call: StorageCall) => void = () => undefined;
  #opened: Promise<void> = Promise.resolve();
  #open: () => void = () => undefined;
  shut = false;

  close(): void {
    if (this.shut) return;
    this.shut = true;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#opened = promise;
    this.#open = resolve;
  }

  open(): void {
    this.shut = false;
    this.#open();
  }

  /** Goes through while it is open; waits otherwise. */
  async pass(): Promise<void> {
    while (this.shut) await this.#opened;
  }
}

interface Row {
  id: string;
  _deleted: boolean;
  doc?: { number?: number };
}
interface Write {
  previous?: Row;
  document: Row;
}

/** Pages are changed first, then added, then removed (page-store.ts). */
function stepOfPages({ previous, document }: Write): number {
  if (document._deleted) return 3;
  return previous === undefined ? 2 : 1;
}

/** RxDB tries to insert a row, and overwrites an existing one instead. */
const stepOfRow = ({ previous }: Write) => (previous === undefined ? 1 : 2);

/**
 * The real storage of one of several windows, whose calls start, and return what they found, only while a gate is open. A
 * look at the lease is answered immediately: a window that freezes between this look and its write is a separate case.
 */
export function gatedStorage(window: number, gate: Gate, audit: LeaseAudit): LocalStorage {
  const inner: LocalStorage = dexieStorage();
  const createStorageInstance: LocalStorage['createStorageInstance'] = async (params) => {
    const instance = await inner.createStorageInstance(params);
    const { collectionName } = params;
    for (const call of CALLS) {
      const original = (instance[call] as (...args: unknown[]) => Promise<unknown>).bind(instance);
      (instance[call] as unknown) = async (...args: unknown[]) => {
        await gate.pass();
        gate.meet({ collection: collectionName, does: 'read' });
        const result = await original(...args);
        const [row] = Array.isArray(result) ? (result as Row[]) : [];
        if (collectionName === 'local' && row?.id === LEASE) audit.looked(window, row.doc?.number ?? 0);
        else await gate.pass();
        return result;
      };
    }
    const write = instance.bulkWrite.bind(instance);
    instance.bulkWrite = async (rows, context) => {
      const first = rows[0] as unknown as Write;
      const { id, doc } = first.document;
      if (collectionName === 'pages' && context !== MAKE_ROOM) audit.begins(window, 'pages', stepOfPages(first));
      if (collectionName === 'local' && id === 'device') audit.begins(window, 'device', stepOfRow(first));
      await gate.pass();
      gate.meet({ collection: collectionName, does: 'write' });
      const result = await write(rows, context);
      if (collectionName === 'local' && id === LEASE && result.error.length === 0) {
        audit.tookLease(window, doc?.number ?? 0);
      }
      await gate.pass();
      return result;
    };
    return instance;
  };
  return { ...inner, name: `dexie-gated-${window}`, createStorageInstance };
}
