import type { Page } from '@playwright/test';

/** Everything that the page's origin holds in IndexedDB, by database, as text. */
export function storedData(page: Page): Promise<Record<string, string>> {
  return page.evaluate(async () => {
    const result = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const texts: Record<string, string> = {};
    for (const { name } of await indexedDB.databases()) {
      if (name === undefined) continue;
      const database = await result(indexedDB.open(name));
      const rows: unknown[] = [];
      for (const store of database.objectStoreNames) {
        rows.push(...(await result(database.transaction(store).objectStore(store).getAll())));
      }
      database.close();
      texts[name] = JSON.stringify(rows);
    }
    return texts;
  });
}
