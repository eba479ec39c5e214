import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { createTestDatabase, testMongoUri } from '../testing/test-database.ts';
import { Database } from './database.ts';
import { DatabaseUnavailableError } from './database-unavailable.ts';

test('the indexes of a database can be made again, by a process that starts later', async () => {
  await using database = await createTestDatabase();
  const connections = await Promise.all([1, 2].map(() => Database.connect(testMongoUri(), database.name)));
  for (const connection of connections) {
    await connection.ensureIndexes();
    await connection.close();
  }
  const collections = await database.raw.listCollections({}, { nameOnly: true }).toArray();
  expect(collections.map(({ name }) => name)).toContain('discountRequests');
});

test('every index of a company’s collections begins with the company, but the slug’s, the expiry and the alarm', async () => {
  await using database = await createTestDatabase();
  const connection = await Database.connect(testMongoUri(), database.name);
  await connection.ensureIndexes();
  await connection.close();
  const global = ['logins', 'signInAttempts', 'jobs', 'migrations', 'processes'];
  const others: string[] = [];
  for (const { name } of await database.raw.listCollections({}, { nameOnly: true }).toArray()) {
    for (const index of await database.raw.collection(name).indexes()) {
      const [first] = Object.keys(index.key);
      if (first !== 'companyId' && first !== '_id' && !global.includes(name)) others.push(`${name}.${first}`);
    }
  }
  expect(others.sort()).toEqual([
    'companies.slug',
    'counters.wakeAt',
    'endedSessions.expiresAt',
    'passwordLinks.expiresAt',
    'refreshTokens.expiresAt',
  ]);
});

test('a MongoDB that does not answer is said so, with what to check', async () => {
  // A port that was free a moment ago.
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  const uri = `mongodb://127.0.0.1:${address.port}/?serverSelectionTimeoutMS=300`;
  const failure = await Database.connect(uri, 'x').catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(DatabaseUnavailableError);
  expect(String(failure)).toMatch(/MongoDB at MONGODB_URI does not answer .* Check the address and that it runs\./);
}, 20_000);
