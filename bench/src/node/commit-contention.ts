import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { createTestCompany } from '@marginiq/server/testing/test-company';
import { TestDevice } from '@marginiq/server/testing/test-device';
import { MongoClient } from 'mongodb';
import { v7 } from 'uuid';
import type { BenchWorld, Figures } from '../bench.ts';
import { median } from '../statistics.ts';
import { type ApiProcess, startApi } from './api-process.ts';
import { type BenchDatabase, openDatabase, tokenOf } from './bench-database.ts';
import { call } from './trpc-call.ts';

const WRITERS = 20;
const WRITING_MS = 4_000;

/** Writes of all writers that were committed in a second. */
async function rate(writers: (() => Promise<unknown>)[]): Promise<number> {
  let committed = 0;
  const started = performance.now();
  const until = started + WRITING_MS;
  await Promise.all(
    writers.map(async (write) => {
      while (performance.now() < until) {
        await write();
        committed += 1;
      }
    }),
  );
  return (committed / (performance.now() - started)) * 1_000;
}

/** Twenty people of one company, each pushing one command after another. */
async function ours(api: ApiProcess, database: BenchDatabase): Promise<number> {
  const company = await createTestCompany(database);
  const writers = await Promise.all(
    Array.from({ length: WRITERS }, async () => {
      const device = await TestDevice.register(company, company.person('Anna'));
      const token = await tokenOf(device);
      return () => {
        const body = { protocol: PROTOCOL_VERSION, deviceId: device.id, commands: [device.submit()] };
        return call(api.url, 'sync.push', { token, body });
      };
    }),
  );
  return rate(writers);
}

/** The same positions without a queue: twenty writers, each with a transaction of its own on one counter. */
async function unqueued(mongoUri: string, name: string): Promise<number> {
  await using client = await new MongoClient(mongoUri, { writeConcern: { w: 'majority' } }).connect();
  const counters = client.db(name).collection<{ _id: string; seq: number }>('fought');
  const documents = client.db(name).collection<{ _id: string; seq: number }>('foughtFor');
  const _id = v7();
  await counters.insertOne({ _id, seq: 0 });
  await documents.findOne({});
  const write = () =>
    client.withSession((session) =>
      session.withTransaction(async () => {
        const counter = await counters.findOneAndUpdate(
          { _id },
          { $inc: { seq: 1 } },
          { session, returnDocument: 'after' },
        );
        await documents.insertOne({ _id: v7(), seq: counter?.seq ?? 0 }, { session });
      }),
    );
  // Awaited here: the client closes when this returns.
  return await rate(Array.from({ length: WRITERS }, () => write));
}

/** Writes a second on one hot company: whole decided commands through the queue, bare inserts without one. */
export async function commitContention({ mongoUri, runs, log }: BenchWorld): Promise<Figures> {
  await using database = await openDatabase(mongoUri);
  await using api = await startApi(mongoUri, database.name);
  for (const name of ['fought', 'foughtFor']) await database.raw.createCollection(name);
  await ours(api, database);
  const measured: { ours: number; unqueued: number }[] = [];
  for (let run = 0; run < runs; run += 1) {
    const one = { ours: await ours(api, database), unqueued: await unqueued(mongoUri, database.name) };
    measured.push(one);
    log(`commits a second: ours ${one.ours.toFixed(0)}, unqueued ${one.unqueued.toFixed(0)}`);
  }
  return {
    commitsPerSecond: median(measured.map((one) => one.ours)),
    unqueuedCommitsPerSecond: median(measured.map((one) => one.unqueued)),
  };
}
