import { chmodSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { cacheFolder } from '../base/paths.mjs';
import { isRunning, waitUntil } from '../base/processes.mjs';
import { createReporter } from '../base/reporter.mjs';
import { makeRunFolder } from '../suite/abandoned-runs.mjs';
import { provideMongoDb } from './provide.mjs';
import { endLeftMongoDb } from './run-mongod.mjs';

const log = createReporter({ write: () => undefined });
// A folder that the next test run clears away, with its MongoDB, should this one be killed.
const { folder: dataDir, remove } = makeRunFolder();
const older = makeRunFolder();
afterAll(async () => {
  for (const folder of [dataDir, older.folder]) await endLeftMongoDb(folder);
  remove();
  older.remove();
});

const provide = (options = {}) =>
  provideMongoDb({ dataDir, cacheDir: cacheFolder(process.env), log, uri: '', ...options });
const readState = () => JSON.parse(readFileSync(join(dataDir, 'mongodb.json'), 'utf8'));

async function countAfterWriting(uri: string) {
  await using client = new MongoClient(uri);
  const notes = client.db('provide').collection('notes');
  await client.withSession((session) =>
    session.withTransaction(async () => void (await notes.insertOne({ at: new Date() }, { session }))),
  );
  return await notes.countDocuments();
}

test('one data folder through a clean stop, a killed server and a taken port', { timeout: 240_000 }, async () => {
  const first = await provide();
  expect(await countAfterWriting(first.uri)).toBe(1);
  await expect(provide()).rejects.toThrow(/is in use by process \d+/);
  const { port, pid } = readState();
  await first.stop();
  expect(isRunning(pid)).toBe(false);

  const second = await provide();
  expect(second.uri).toBe(first.uri);
  expect(await countAfterWriting(second.uri)).toBe(2);
  process.kill(readState().pid, 'SIGKILL');
  await second.gone;
  await second.stop();

  // Closes every connection at once, so that MongoDB does not wait for an answer at its old address.
  const holder = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => void holder.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => void holder.close());
  const third = await provide();
  expect(third.uri).not.toBe(first.uri);
  expect(await countAfterWriting(third.uri)).toBe(3);

  // What a killed start leaves behind is found and stopped.
  const left = readState().pid;
  expect(await endLeftMongoDb(dataDir)).toBe(true);
  expect(await waitUntil(() => !isRunning(left), 10_000)).toBe(true);
  await third.stop();
});

const withoutPassword = (uri: string) => {
  const url = new URL(uri);
  url.username = '';
  url.password = '';
  url.searchParams.delete('authSource');
  return url.href;
};

/** What somebody without the password can learn and do. */
async function asStranger(uri: string): Promise<unknown[]> {
  await using client = new MongoClient(withoutPassword(uri), { serverSelectionTimeoutMS: 3_000 });
  const tried = await Promise.allSettled([
    client.db('provide').collection('notes').countDocuments(),
    client.db('provide').collection('notes').insertOne({}),
    client.db('admin').command({ listDatabases: 1 }),
    client.db('admin').command({ createUser: 'me', pwd: 'mine', roles: ['root'] }),
    client.db('admin').command({ shutdown: 1, force: true }),
  ]);
  return tried.map((one) => (one.status === 'rejected' ? (one.reason as { codeName?: string }).codeName : 'done'));
}

test('data of an earlier version is taken along, and asks for a password from then on', {
  timeout: 240_000,
}, async () => {
  const at = { dataDir: older.folder };
  const before = await provide({ ...at, asksForPassword: false });
  expect(await countAfterWriting(before.uri)).toBe(1);
  await before.stop();
  for (const folder of ['', 'mongodb']) chmodSync(join(older.folder, folder), 0o755);

  const after = await provide(at);
  expect(await countAfterWriting(after.uri)).toBe(2);
  expect(await asStranger(after.uri)).toEqual(Array(5).fill('Unauthorized'));
  expect(after.uri).toMatch(/^mongodb:\/\/marginiq:[\w-]{43}@127\.0\.0\.1:/);
  const modeOf = (path: string) => (statSync(join(older.folder, path)).mode & 0o777).toString(8);
  expect(['', 'mongodb', 'logs'].map(modeOf)).toEqual(['700', '700', '700']);
  expect(['mongodb.key', 'mongodb-password.json'].map(modeOf)).toEqual(['600', '600']);
  await after.stop();

  // Its password is lost: the data still belongs to the owner.
  rmSync(join(older.folder, 'mongodb-password.json'));
  const again = await provide(at);
  expect(again.uri).not.toBe(after.uri);
  expect(await countAfterWriting(again.uri)).toBe(3);
  expect(await asStranger(again.uri)).toEqual(Array(5).fill('Unauthorized'));
  await again.stop();
});
