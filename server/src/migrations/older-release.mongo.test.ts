import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { runCli } from '../testing/run-cli.ts';
import { TEST_JWT_SECRET } from '../testing/test-api.ts';
import { createTestDatabase, testMongoUri } from '../testing/test-database.ts';

const database = await createTestDatabase();
afterAll(() => database[Symbol.asyncDispose]());

const NEWER = { _id: 999 as never, name: 'the future', contract: 'done' };
await database.raw.collection('migrations').insertOne(NEWER);

const start = (file: string) =>
  runCli(fileURLToPath(new URL(`../${file}`, import.meta.url)), [], {
    MONGODB_URI: testMongoUri(),
    MARGINIQ_DATABASE: database.name,
    MARGINIQ_JWT_SECRET: TEST_JWT_SECRET,
    MARGINIQ_PORT: '1',
  });

/** An operator’s command stands for all of them: they are refused where they connect. */
test.each(['api.ts', 'worker.ts', 'operate/restored.ts'])(
  '%s ends in a database that a newer release has changed, says what to do, and writes nothing',
  async (file) => {
    const { code, err } = await start(file);
    expect(code).toBe(1);
    expect(err).toMatch(/^This database was changed by a newer release of MarginIQ \(migration 999, "the future"; /);
    expect(err).toContain('Start the newer release instead');
    expect(err.trim().split('\n')).toHaveLength(1);
    const collections = await database.raw.listCollections({}, { nameOnly: true }).toArray();
    expect(collections.map(({ name }) => name)).toEqual(['migrations']);
    expect(await database.raw.collection('migrations').find({}).toArray()).toEqual([NEWER]);
  },
);
