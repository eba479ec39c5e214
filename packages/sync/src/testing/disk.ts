import { indexedDbsOf } from '../database/indexed-db.ts';
import { rawRows } from './damage.ts';

/** Everything that the disk holds of a local database, removed rows and all, as one text to search. */
export async function onDisk(databaseName: string): Promise<string> {
  return JSON.stringify(await Promise.all((await indexedDbsOf(databaseName)).map(rawRows)));
}
