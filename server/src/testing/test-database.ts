import { type Db, MongoClient } from 'mongodb';
import { v7 } from 'uuid';

/** The MongoDB that the integration tests run on. */
export function testMongoUri(): string {
  const uri = process.env.MONGODB_URI;
  if (uri === undefined || uri === '') throw new Error('MONGODB_URI must name the replica set to test on');
  return uri;
}

/** A database of a test's own, as MongoDB sees it: for looking behind the tenant door, and for dropping it. */
export interface TestDatabase extends AsyncDisposable {
  name: string;
  raw: Db;
}

/** Anything with a database to inspect: a test's api, or a whole installation. */
export interface WithDatabase {
  database: Pick<TestDatabase, 'raw'>;
}

export async function createTestDatabase(): Promise<TestDatabase> {
  const client = await new MongoClient(testMongoUri(), { readConcernLevel: 'majority' }).connect();
  const name = `mqtest-${v7().slice(0, 8)}${v7().slice(-8)}`;
  const raw = client.db(name);
  return {
    name,
    raw,
    [Symbol.asyncDispose]: async () => {
      await raw.dropDatabase();
      await client.close();
    },
  };
}
