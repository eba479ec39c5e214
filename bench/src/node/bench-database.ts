import { AccessTokens } from '@marginiq/server/auth/access-tokens';
import { KeyRing } from '@marginiq/server/auth/key-ring';
import { systemClock } from '@marginiq/server/clock';
import { prepareStorage } from '@marginiq/server/migrations/prepare';
import { Database } from '@marginiq/server/tenancy/database';
import type { TestDevice } from '@marginiq/server/testing/test-device';
import { type Db, MongoClient } from 'mongodb';
import { v7 } from 'uuid';
import { BENCH_SECRET } from './api-process.ts';

/** A database of a measurement's own: as the product sees it, and as MongoDB does. Dropped at its end. */
export interface BenchDatabase extends AsyncDisposable {
  name: string;
  database: Database;
  raw: Db;
}

export async function openDatabase(mongoUri: string): Promise<BenchDatabase> {
  const name = `mqbench-${v7().slice(-12)}`;
  const database = await Database.connect(mongoUri, name);
  const client = await new MongoClient(mongoUri, { writeConcern: { w: 'majority' } }).connect();
  await prepareStorage(database, { clock: systemClock });
  return {
    name,
    database,
    raw: client.db(name),
    [Symbol.asyncDispose]: async () => {
      await database.drop();
      await database.close();
      await client.close();
    },
  };
}

/** An access token as sign-in would issue it. */
export async function tokenOf(device: TestDevice): Promise<string> {
  const claims = { companyId: device.company.id, userId: device.person.id, deviceId: device.id };
  return (await new AccessTokens(new KeyRing([BENCH_SECRET])).issue({ ...claims, client: 'desktop' }, new Date()))
    .token;
}
