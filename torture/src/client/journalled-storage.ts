import { join } from 'node:path';
import type { LocalStorage } from '@marginiq/sync/local-database';
import {
  getPrimaryFieldOfPrimaryKey,
  type RxDocumentData,
  type RxStorageInstance,
  type RxStorageInstanceCreationParams,
} from 'rxdb';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { Journal } from './journal.ts';
import { killed, type WritePort } from './write-port.ts';

type Stored = RxDocumentData<Record<string, unknown>>;
type Params = RxStorageInstanceCreationParams<Record<string, unknown>, unknown>;
type Instance = RxStorageInstance<Record<string, unknown>, unknown, unknown>;

const idOf = (document: Stored, primaryPath: string) => String(document[primaryPath]);

/**
 * RxDB's memory storage whose every write stands in a file before it resolves, so that it outlives the process that is
 * killed; opening it replays the file. A write is there whole or not at all, as IndexedDB's transaction for each write.
 */
export function journalledStorage(folder: string, port: WritePort): LocalStorage {
  const inner: LocalStorage = getRxStorageMemory();
  const createStorageInstance = async (params: Params) => {
    const instance: Instance = await inner.createStorageInstance(params);
    const { collectionName, schema } = params;
    const journal = new Journal<Stored[]>(join(folder, `${collectionName}-${schema.version}.jsonl`));
    const primaryPath = getPrimaryFieldOfPrimaryKey(schema.primaryKey);
    const write = instance.bulkWrite.bind(instance);
    const remove = instance.remove.bind(instance);

    const latest = new Map(journal.read().flatMap((rows) => rows.map((row) => [idOf(row, primaryPath), row] as const)));
    if (latest.size > 0) {
      await write(
        [...latest.values()].map((document) => ({ document })),
        'replay',
      );
    }
    instance.bulkWrite = async (rows, context) => {
      const kill = port.enter(collectionName);
      if (kill === 'before') killed();
      const { error } = await write(rows, context);
      const failed = new Set(error.map(({ documentId }) => documentId));
      const written = rows
        .map(({ document }) => document as unknown as Stored)
        .filter((row) => !failed.has(idOf(row, primaryPath)));
      if (kill === 'torn') {
        journal.appendTorn(written);
        killed();
      }
      if (written.length > 0) journal.append(written);
      if (kill === 'after') killed();
      return { error };
    };
    instance.remove = async () => {
      journal.remove();
      await remove();
    };
    return instance;
  };
  return { ...inner, createStorageInstance: createStorageInstance as LocalStorage['createStorageInstance'] };
}
