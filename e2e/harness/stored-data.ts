import type { Page } from '@playwright/test';

/** Everything that the page's origin holds in IndexedDB, by database, as text. */
export function storedData(page: Page): Promise<Record<string, string>> {
  return page.evaluate(async () => {
    const result = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    /** Null if the program has deleted it meanwhile: opening it by its name alone would make an empty one, which stays. */
    const openExisting = async (name: string): Promise<IDBDatabase | null> => {
      const opening = indexedDB.open(name);
      let isNew = false;
      opening.onupgradeneeded = () => {
        isNew = true;
        opening.transaction?.abort();
      };
      return result(opening).catch((error: unknown) => {
        if (isNew) return null;
        throw error;
      });
    };
    const texts: Record<string, string> = {};
    for (const { name } of await indexedDB.databases()) {
      const database = name === undefined ? null : await openExisting(name);
      if (name === undefined || database === null) continue;
      try {
        const rows: unknown[] = [];
        for (const store of database.objectStoreNames) {
          rows.push(...(await result(database.transaction(store).objectStore(store).getAll())));
        }
        texts[name] = JSON.stringify(rows);
      } finally {
        // Left open, it would hold up its deletion.
        database.close();
      }
    }
    return texts;
  });
}
