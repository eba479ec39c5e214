import type { Page } from '@playwright/test';
import { storedData } from './stored-data.ts';

const COLLECTIONS = ['commands', 'local', 'pages'];
const kindOf = (database: string) => database.split('--').at(-1) ?? '';

/** Which collections of a person's data are on the device. */
export async function dataOf(page: Page, userId: string): Promise<[kind: string, rows: string][]> {
  const found = Object.entries(await storedData(page)).filter(([name]) => name.includes(userId));
  return found
    .map(([name, rows]): [string, string] => [kindOf(name), rows])
    .filter(([kind]) => COLLECTIONS.includes(kind));
}

export const kindsOf = async (page: Page, userId: string) => (await dataOf(page, userId)).map(([kind]) => kind).sort();

/** Whose keys a browser keeps, beside the databases; Electron keeps them in the vault, with the session. */
export async function keptKeys(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const result = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const known = await indexedDB.databases();
    if (!known.some(({ name }) => name === 'marginiq-keys')) return [];
    const database = await result(indexedDB.open('marginiq-keys'));
    const names = await result(database.transaction('keys').objectStore('keys').getAllKeys());
    database.close();
    return names.map(String);
  });
}

/** The id of the person with this email, as the device knows it. */
export const personIn = (page: Page, email: string): Promise<string> =>
  page.evaluate((wanted) => {
    const devices = JSON.parse(localStorage.getItem('marginiq.devices') ?? '{}') as Record<
      string,
      { owner: { userId: string } | null }
    >;
    const known = Object.entries(devices).find(([person]) => person.endsWith(`/${wanted}`))?.[1].owner?.userId;
    // Nobody's id would fit every database.
    if (known === undefined) throw new Error(`this device does not know ${wanted}`);
    return known;
  }, email);
