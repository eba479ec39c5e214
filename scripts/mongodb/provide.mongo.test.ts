import { readFileSync } from 'node:fs';
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
afterAll(async () => {
  await endLeftMongoDb(dataDir);
  remove();
});

const provide = () => provideMongoDb({ dataDir, cacheDir: cacheFolder(process.env), log, uri: '' });
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

  // What a killed start leaves behind is found and ended.
  const left = readState().pid;
  expect(await endLeftMongoDb(dataDir)).toBe(true);
  expect(await waitUntil(() => !isRunning(left), 10_000)).toBe(true);
  await third.stop();
});
