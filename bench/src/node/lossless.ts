import type { Cursor } from '@marginiq/contract/cursor';
import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import type { PullReply } from '@marginiq/contract/pull';
import { createTestCompany, type TestCompany } from '@marginiq/server/testing/test-company';
import { TestDevice } from '@marginiq/server/testing/test-device';
import type { BenchWorld, Figures } from '../bench.ts';
import { type ApiProcess, startApi } from './api-process.ts';
import { type BenchDatabase, openDatabase, tokenOf } from './bench-database.ts';
import { type DelayingProxy, startDelayingProxy } from './delaying-proxy.ts';
import { timestampMisses } from './timestamp-cursor.ts';
import { call, inputOf, send } from './trpc-call.ts';

const WRITING_MS = 12_000;
const MAX_DELAY_MS = 150;
const COMMANDS_A_PUSH = 5;
const PROCESSES = ['Anna', 'Bert', 'Carla'] as const;

const randomDelay = () => Math.random() * MAX_DELAY_MS;

/** Pushes a few requests after another, each again until it has its outcome, as an outbox does. */
async function write(api: ApiProcess, device: TestDevice, written: Set<string>): Promise<void> {
  const token = await tokenOf(device);
  for (const until = performance.now() + WRITING_MS; performance.now() < until; ) {
    const commands = Array.from({ length: COMMANDS_A_PUSH }, () => device.submit());
    const body = { protocol: PROTOCOL_VERSION, deviceId: device.id, commands };
    for (let tries = 0; ; tries += 1) {
      const { status, text } = await send(api.url, 'sync.push', { token, body });
      if (status === 200) break;
      if (tries === 20) throw new Error(`a push failed 20 times, at last with ${status}: ${text.slice(0, 500)}`);
    }
    for (const { args } of commands) written.add(args.requestId);
  }
}

/** Reads what is behind its cursor, alternating between the two processes, until asked to stop. */
async function read(apis: ApiProcess[], company: TestCompany, done: () => boolean): Promise<Set<string>> {
  const token = await tokenOf(await TestDevice.register(company, company.person('Ada')));
  const seen = new Set<string>();
  let cursor: Cursor | null = null;
  for (let round = 0; ; round += 1) {
    // Asked before the page: the one after the last commit is the last.
    const last = done();
    const api = apis[round % apis.length];
    if (api === undefined) throw new Error('there is no api to read from');
    const input = inputOf({ protocol: PROTOCOL_VERSION, cursor });
    const page = (await call(api.url, `sync.pull${input}`, { token })) as PullReply;
    if (page.reset && cursor !== null) throw new Error('the cursor was not continued');
    for (const { id } of page.changes.requests.upserts) seen.add(id);
    cursor = page.cursor;
    if (last && !page.more) return seen;
  }
}

async function ours(database: BenchDatabase, ways: DelayingProxy[]): Promise<{ written: number; missed: number }> {
  await using stack = new AsyncDisposableStack();
  const apis: ApiProcess[] = [];
  for (const { uri } of ways) apis.push(stack.use(await startApi(uri, database.name)));
  const company = await createTestCompany(database);
  const written = new Set<string>();
  let writing = true;
  const reader = read(apis, company, () => !writing);
  const writers = apis.map(async (api, index) => {
    const name = PROCESSES[index] ?? 'Dirk';
    await write(api, await TestDevice.register(company, company.person(name)), written);
  });
  await Promise.all(writers).finally(() => {
    writing = false;
  });
  const seen = await reader;
  return { written: written.size, missed: [...written].filter((id) => !seen.has(id)).length };
}

/**
 * Three processes write one company with commits that take a random time, while a reader follows by cursor: what
 * does the reader miss? With the positions of ours nothing; with timestamps, as the control shows, a good part.
 */
export async function lossless({ mongoUri, log }: BenchWorld): Promise<Figures> {
  await using database = await openDatabase(mongoUri);
  await using stack = new AsyncDisposableStack();
  const ways: DelayingProxy[] = [];
  for (const _process of PROCESSES) ways.push(stack.use(await startDelayingProxy(mongoUri, randomDelay)));
  const positions = await ours(database, ways);
  log(`positions: ${positions.missed} of ${positions.written} requests missed`);
  const stamps = await timestampMisses(database, ways, WRITING_MS);
  log(`timestamps: ${stamps.missed} of ${stamps.written} documents missed`);
  if (positions.written < 50 || stamps.written < 50) throw new Error('too little was written to say anything');
  return {
    losslessMissed: positions.missed,
    losslessWritten: positions.written,
    timestampMissedShare: stamps.missed / stamps.written,
    timestampWritten: stamps.written,
  };
}
