import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { runCli } from '../testing/run-cli.ts';
import { TEST_JWT_SECRET } from '../testing/test-api.ts';
import { createTestDatabase, testMongoUri } from '../testing/test-database.ts';

const database = await createTestDatabase();
afterAll(() => database[Symbol.asyncDispose]());

/** A port that somebody else uses. */
async function listening() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { port, [Symbol.asyncDispose]: async () => void server.close() };
}

const NEWER = { _id: 999 as never, name: 'the future', contract: 'done' };
await database.raw.collection('migrations').insertOne(NEWER);

const start = (file: string) =>
  runCli(fileURLToPath(new URL(`../${file}`, import.meta.url)), [], {
    MONGODB_URI: testMongoUri(),
    MARGINIQ_DATABASE: database.name,
    MARGINIQ_JWT_SECRET: TEST_JWT_SECRET,
    MARGINIQ_PORT: '1',
  });

test('a process that runs when a newer release takes something away ends, and says what to do', async () => {
  await using own = await createTestDatabase();
  const running = runCli(fileURLToPath(new URL('../worker.ts', import.meta.url)), [], {
    MONGODB_URI: testMongoUri(),
    MARGINIQ_DATABASE: own.name,
  });
  const processes = () => own.raw.collection('processes').find({}).toArray();
  await eventually('the worker is registered', async () => (await processes()).length === 1, 45_000);
  await own.raw.collection('migrations').insertOne({ ...NEWER, contract: 'running' });
  const { code, err } = await running;
  expect(code).toBe(1);
  expect(err).toContain('changed by a newer release of MarginIQ (migration 999, "the future"');
  expect(await processes()).toEqual([]);
}, 90_000);

test('an api that cannot listen is not taken for a living process', async () => {
  await using own = await createTestDatabase();
  await using busy = await listening();
  const { code, err } = await runCli(fileURLToPath(new URL('../api.ts', import.meta.url)), [], {
    MONGODB_URI: testMongoUri(),
    MARGINIQ_DATABASE: own.name,
    MARGINIQ_JWT_SECRET: TEST_JWT_SECRET,
    MARGINIQ_PORT: String(busy.port),
  });
  expect(code).toBe(1);
  expect(err).toContain('The port is taken.');
  expect(await own.raw.collection('processes').find({}).toArray()).toEqual([]);
}, 60_000);

/** One operator’s command for all of them: they are refused when they connect. */
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
