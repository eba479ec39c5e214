import PouchDB from 'pouchdb-browser';
import { v7 } from 'uuid';
import type { BenchDocument } from '../document.ts';
import { clock } from './clock.ts';

const OPTIONS = { batch_size: 500, batches_limit: 10 };

/** `keep` leaves the database open. */
export async function firstSync(url: string, keep = false): Promise<{ ms: number }> {
  const started = performance.now();
  const database = new PouchDB(`pouch-${v7()}`);
  await database.replicate.from(url, OPTIONS);
  const ms = performance.now() - started;
  if (!keep) await database.close();
  return { ms };
}

const toPouch = ({ id, ...rest }: BenchDocument) => ({ _id: id, ...rest });

/** Ms to push documents that were made offline. */
export async function pushAll(url: string, documents: BenchDocument[]): Promise<number> {
  const database = new PouchDB(`pouch-push-${v7()}`);
  await database.bulkDocs(documents.map(toPouch));
  const started = performance.now();
  await database.replicate.to(url, OPTIONS);
  const ms = performance.now() - started;
  await database.close();
  return ms;
}

let open: PouchDB.Database | null = null;
const client = () => {
  if (open === null) throw new Error('no database is open in this page');
  return open;
};

/** Opens a database that replicates live, both ways. */
export async function join(url: string): Promise<void> {
  const database = new PouchDB(`pouch-live-${v7()}`);
  open = database;
  await database.replicate.from(url, OPTIONS);
  database.sync(url, { live: true, retry: true });
}

export async function submit(document: BenchDocument): Promise<number> {
  const at = clock();
  await client().put(toPouch(document));
  return at;
}

/** When this page's feed of changes brought the document. */
export function shows(id: string): Promise<number> {
  return new Promise((resolve) => {
    const changes = client().changes({ live: true, since: 'now', include_docs: true });
    changes.on('change', (change) => {
      if (change.id !== id) return;
      changes.cancel();
      resolve(clock());
    });
  });
}
