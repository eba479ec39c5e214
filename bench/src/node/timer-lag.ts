import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '@marginiq/server/clock';
import { AlarmClock } from '@marginiq/server/jobs/alarm-clock';
import { createLogger } from '@marginiq/server/observe/logger';
import { requestOf, storeRequests } from '@marginiq/server/testing/stored-request';
import { createTestCompany, type TestCompany } from '@marginiq/server/testing/test-company';
import type { BenchWorld, Figures } from '../bench.ts';
import { median, quantile } from '../statistics.ts';
import { type BenchDatabase, openDatabase } from './bench-database.ts';

const COMPANIES = 20;
const DUE_IN_EACH = 50;
/** Long enough for all of them to be stored before. */
const PREPARING_MS = 8_000;
const PATIENCE_MS = PREPARING_MS + 60_000;

/** How long after the due time MongoDB reported that a request was closed, in milliseconds. */
async function lags({ raw, database }: BenchDatabase, companies: readonly TestCompany[]): Promise<number[]> {
  const dueAt = Date.now() + PREPARING_MS;
  const expiresAt = new Date(dueAt).toISOString();
  for (const company of companies) {
    const owner = company.person('Anna');
    await storeRequests(
      company,
      Array.from({ length: DUE_IN_EACH }, () => requestOf(company, { owner, expiresAt })),
    );
  }
  if (Date.now() > dueAt) throw new Error('it took longer to prepare than until they were due');
  const found: number[] = [];
  const all = Promise.withResolvers<void>();
  const closed = { 'fullDocument.status': 'expired' };
  // Of a change that is told, only that it is: otherwise the bench itself reads a thousand requests meanwhile.
  const stream = raw.collection('discountRequests').watch([{ $match: closed }, { $project: { _id: 1 } }]);
  stream.on('change', () => {
    if (found.push(Date.now() - dueAt) === COMPANIES * DUE_IN_EACH) all.resolve();
  });
  const alarms = new AlarmClock(database, { clock: systemClock, log: createLogger('bench', 'silent') });
  alarms.start();
  await Promise.race([all.promise, wait(PATIENCE_MS, undefined, { ref: false })]);
  await alarms.stop();
  await stream.close();
  if (found.length < COMPANIES * DUE_IN_EACH) throw new Error(`only ${found.length} were closed`);
  return found;
}

/** 1,000 requests of 20 companies are due at the same moment: how long after it each is seen to be closed. */
export async function timerLag({ mongoUri, runs, log }: BenchWorld): Promise<Figures> {
  await using opened = await openDatabase(mongoUri);
  const companies = await Promise.all(Array.from({ length: COMPANIES }, () => createTestCompany(opened)));
  const measured: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const p95 = quantile(await lags(opened, companies), 0.95);
    measured.push(p95);
    log(`1,000 due at once: 95 % of them closed within ${p95.toFixed(0)} ms`);
  }
  return { timerLagP95Ms: median(measured) };
}
