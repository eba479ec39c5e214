import { v7 } from 'uuid';
import type { BenchDocument } from '../document.ts';

const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB failed'));
  });

function openStore(name: string): Promise<IDBDatabase> {
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore('docs', { keyPath: 'id' }).createIndex('order', 'order');
  };
  return done(opening);
}

function put(database: IDBDatabase, documents: BenchDocument[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction('docs', 'readwrite');
    for (const document of documents) transaction.objectStore('docs').put(document);
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(transaction.error ?? new Error('IndexedDB failed'));
  });
}

/** The least that can be done: fetch pages of 500, one transaction each into a store with the same index. */
export async function firstSync(url: string, count: number): Promise<{ ms: number; name: string }> {
  const name = `floor-${v7()}`;
  const started = performance.now();
  const database = await openStore(name);
  for (let from = 0; from < count; from += 500) {
    await put(database, (await (await fetch(`${url}?from=${from}&limit=500`)).json()) as BenchDocument[]);
  }
  const ms = performance.now() - started;
  database.close();
  return { ms, name };
}

/** Ms to open a store that exists and to read every document of it. */
export async function readAll(name: string): Promise<number> {
  const started = performance.now();
  const database = await openStore(name);
  await done(database.transaction('docs').objectStore('docs').getAll());
  const ms = performance.now() - started;
  database.close();
  return ms;
}

/** Ms of a raw cursor over the first 50 of an index. */
export async function top50(name: string): Promise<number> {
  const database = await openStore(name);
  const started = performance.now();
  const rows: unknown[] = [];
  await new Promise<void>((resolve, reject) => {
    const cursor = database.transaction('docs').objectStore('docs').index('order').openCursor();
    cursor.onerror = () => reject(cursor.error ?? new Error('IndexedDB failed'));
    cursor.onsuccess = () => {
      if (cursor.result === null || rows.length === 50) return resolve();
      rows.push(cursor.result.value);
      cursor.result.continue();
    };
  });
  const ms = performance.now() - started;
  database.close();
  if (rows.length !== 50) throw new Error(`50 rows were asked for, ${rows.length} came`);
  return ms;
}
