import { localDatabaseName, peopleOnDisk } from '@marginiq/sync/database/local-database';
import { countUnsent } from './leaving.ts';

/**
 * How many commands wait to be sent on this device, whoever saved them; null if some of them cannot be read.
 * @param except the database of somebody who is counted elsewhere
 */
export async function unsentOnDevice(except: string | null = null): Promise<number | null> {
  const people = await peopleOnDisk();
  const others = people.map((one) => localDatabaseName(one.companyId, one.userId)).filter((name) => name !== except);
  const counts = await Promise.all(others.map((name) => countUnsent(name).catch(() => null)));
  return counts.reduce((sum, count) => (sum === null || count === null ? null : sum + count), 0);
}
