import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { runCli } from '../testing/run-cli.ts';
import { createTestDatabase, testMongoUri } from '../testing/test-database.ts';

const database = await createTestDatabase();
afterAll(() => database[Symbol.asyncDispose]());

const migrate = (...args: string[]) =>
  runCli(fileURLToPath(new URL('cli.ts', import.meta.url)), args, {
    MONGODB_URI: testMongoUri(),
    MARGINIQ_DATABASE: database.name,
  });

test('the status of a new database is a line or a table, and nothing is written', async () => {
  const { code, out, err } = await migrate('status');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^(This release changes no stored data\.|number +name )/);
  expect(await database.raw.listCollections({}, { nameOnly: true }).toArray()).toEqual([]);
});
