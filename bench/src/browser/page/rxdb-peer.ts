import { createRxDatabase, type RxJsonSchema } from 'rxdb';
import { replicateRxCollection } from 'rxdb/plugins/replication';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
import { v7 } from 'uuid';
import type { BenchDocument } from '../document.ts';

const schema: RxJsonSchema<BenchDocument> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 64 },
    order: { type: 'string', maxLength: 120 },
    doc: { type: 'object', additionalProperties: true },
  },
  required: ['id', 'order', 'doc'],
  indexes: ['order'],
};

/** RxDB's own replication with the storage and the index that its users take. `keep` leaves the database open. */
export async function firstSync(url: string, keep = false): Promise<{ ms: number }> {
  const started = performance.now();
  const database = await createRxDatabase({ name: `rxdb-${v7()}`, storage: getRxStorageDexie() });
  const { docs } = await database.addCollections({ docs: { schema } });
  if (docs === undefined) throw new Error('the collection was not made');
  const replication = replicateRxCollection<BenchDocument, { from: number }>({
    collection: docs,
    replicationIdentifier: 'bench',
    live: false,
    pull: {
      batchSize: 500,
      handler: async (checkpoint, limit) => {
        const from = checkpoint?.from ?? 0;
        const documents = (await (await fetch(`${url}?from=${from}&limit=${limit}`)).json()) as BenchDocument[];
        return {
          documents: documents.map((document) => ({ ...document, _deleted: false })),
          checkpoint: { from: from + documents.length },
        };
      },
    },
  });
  await replication.awaitInitialReplication();
  const ms = performance.now() - started;
  if (!keep) await database.close();
  return { ms };
}
