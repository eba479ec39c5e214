import type { BenchWorld, Figures } from '../bench.ts';
import { startApi } from '../node/api-process.ts';
import { openDatabase } from '../node/bench-database.ts';
import { aMessage, aNumber, Child } from '../node/child.ts';
import { quantile } from '../statistics.ts';
import type { Day, DayReport } from './load.ts';
import { populate } from './people.ts';

const COMPANIES = 20;
const PEOPLE_EACH = 50;
const RAMP_MS = 20_000;
const MEASURE_MS = 60_000;
const FOLLOW_WITHIN_MS = 2_000;
/** Somebody who works with a program all day acts in it about every 22 seconds. */
const THINK_MS: [number, number] = [12_000, 32_000];

interface Loop {
  kind: 'loop';
  p99Ms: number;
  maxMs: number;
}

async function day({ mongoUri, log }: BenchWorld, followWithinMs: number | null): Promise<Figures> {
  await using database = await openDatabase(mongoUri);
  const users = await populate(database, COMPANIES, PEOPLE_EACH);
  log(`${users.length} people are ready`);
  await using api = await startApi(mongoUri, database.name);
  await using load = new Child({ entry: 'bench/src/api/load.ts' });
  const timing = { rampMs: RAMP_MS, measureMs: MEASURE_MS, thinkMs: THINK_MS };
  const plan: Day = { kind: 'day', url: api.url, users, ...timing, followWithinMs };
  const measuring = load.heard('the ramp', aNumber('measuring', 'count'), RAMP_MS + THINK_MS[1] + 30_000);
  load.send(plan);
  await measuring;
  api.child.send('watch-loop');
  const report = await load.heard('the day', aMessage<DayReport>('report'), MEASURE_MS + 60_000);
  const looped = api.child.heard('its loop', aMessage<Loop>('loop'));
  api.child.send('loop');
  const loop = await looped;

  for (const [kind, taken] of Object.entries(report.latencies)) {
    const at = (share: number) => quantile(taken, share).toFixed(1);
    log(`${kind}: ${taken.length}, p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms`);
  }
  for (const error of report.errors.slice(0, 5)) log(`error: ${error}`);
  const all = Object.values(report.latencies).flat();
  return {
    p50Ms: quantile(all, 0.5),
    p95Ms: quantile(all, 0.95),
    p99Ms: quantile(all, 0.99),
    errors: report.errors.length,
    requestsPerSecond: all.length / (MEASURE_MS / 1_000),
    loopDelayP99Ms: loop.p99Ms,
    users: users.length,
    meanThinkSeconds: (THINK_MS[0] + THINK_MS[1]) / 2_000,
  };
}

/** 1,000 people of 20 companies on one api process, as on a working day. What the stream tells needs no pull. */
export const salesDay = (world: BenchWorld): Promise<Figures> => day(world, null);

/** The same day with clients that pull, within two seconds, whenever the stream tells that there is news. */
export async function salesDayFollowing(world: BenchWorld): Promise<Figures> {
  const { p50Ms = 0, p95Ms = 0, errors = 0, requestsPerSecond = 0 } = await day(world, FOLLOW_WITHIN_MS);
  return {
    followingP50Ms: p50Ms,
    followingP95Ms: p95Ms,
    followingErrors: errors,
    followingRequestsPerSecond: requestsPerSecond,
  };
}
