import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { MAX_PUSH_COMMANDS } from '@marginiq/contract/push';
import { createTestCompany } from '@marginiq/server/testing/test-company';
import { TestDevice } from '@marginiq/server/testing/test-device';
import type { Db } from 'mongodb';
import type { BenchWorld, Figures } from '../bench.ts';
import { median } from '../statistics.ts';
import { type ApiProcess, startApi } from './api-process.ts';
import { type BenchDatabase, openDatabase, tokenOf } from './bench-database.ts';
import { call } from './trpc-call.ts';

const COMMANDS = 1_000;
/** What a push leaves: the request, its outcome, the audit entries. */
const WRITTEN = ['discountRequests', 'commands', 'auditLogs'] as const;

interface Pushed {
  companyId: string;
  ms: number;
}

/** One device comes back online with 1,000 requests made meanwhile, and pushes them as the outbox does. */
async function push({ url }: ApiProcess, { database }: BenchDatabase): Promise<Pushed> {
  const company = await createTestCompany({ database });
  const device = await TestDevice.register(company, company.person('Anna'));
  const token = await tokenOf(device);
  const commands = Array.from({ length: COMMANDS }, () => device.submit());
  const started = performance.now();
  for (let from = 0; from < COMMANDS; from += MAX_PUSH_COMMANDS) {
    const part = commands.slice(from, from + MAX_PUSH_COMMANDS);
    const body = { protocol: PROTOCOL_VERSION, deviceId: device.id, commands: part };
    const { outcomes } = (await call(url, 'sync.push', { token, body })) as { outcomes: { status: string }[] };
    const accepted = outcomes.filter(({ status }) => status === 'accepted').length;
    if (accepted !== part.length) throw new Error(`of ${part.length} commands ${accepted} were accepted`);
  }
  return { companyId: company.id, ms: performance.now() - started };
}

/** The same documents, written by the plain driver into collections with the same indexes. */
async function insert(from: Db, to: Db, companyId: string): Promise<number> {
  const documents = await Promise.all(WRITTEN.map((name) => from.collection(name).find({ companyId }).toArray()));
  const started = performance.now();
  for (const [index, name] of WRITTEN.entries()) await to.collection(name).insertMany(documents[index] ?? []);
  return performance.now() - started;
}

/** 1,000 offline commands pushed, decided, audited and committed, against a bare insert of what they leave. */
export async function pushVsInsert({ mongoUri, runs, log }: BenchWorld): Promise<Figures> {
  await using ours = await openDatabase(mongoUri);
  await using peer = await openDatabase(mongoUri);
  await using api = await startApi(mongoUri, ours.name);
  const once = async () => {
    const { companyId, ms } = await push(api, ours);
    return { pushMs: ms, insertMs: await insert(ours.raw, peer.raw, companyId) };
  };
  await once();
  const measured: { pushMs: number; insertMs: number }[] = [];
  for (let run = 0; run < runs; run += 1) {
    const one = await once();
    measured.push(one);
    log(`push ${one.pushMs.toFixed(0)} ms, insert ${one.insertMs.toFixed(0)} ms`);
  }
  return {
    pushVsInsert: median(measured.map(({ pushMs, insertMs }) => pushMs / insertMs)),
    pushMs: median(measured.map(({ pushMs }) => pushMs)),
    insertMs: median(measured.map(({ insertMs }) => insertMs)),
  };
}
