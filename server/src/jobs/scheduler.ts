import { Agenda } from 'agenda';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { inContext } from '../observe/call-context.ts';
import type { Database } from '../tenancy/database.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { AlarmClock } from './alarm-clock.ts';
import { backfillAll } from './backfill.ts';
import { finishLeftImports } from './finish-imports.ts';
import { finishLeftMoves } from './finish-moves.ts';
import { forEachCompany } from './for-each-company.ts';
import { purgeRevocations } from './purge-revocations.ts';
import { refreshStatistics } from './refresh-statistics.ts';
import { ring } from './ring.ts';
import { RunningJobs } from './running-jobs.ts';

const MINUTE_MS = 60_000;

/** A worker that died in the middle of a job holds it no longer than this; jobs may run again without harm. */
const LOCK_MS = 30 * MINUTE_MS;
/** A worker that stops waits so long for what it has begun; what is left then is done by the next run. */
const END_WITHIN_MS = 10_000;

interface Job {
  name: string;
  everyMs: number;
  /** The companies that it is for; all if absent. */
  of?: (database: Database) => Promise<string[]>;
  work: (
    store: TenantStore,
    clock: Clock,
    how: { onLeft: (error: Error) => void; signal: AbortSignal },
  ) => Promise<number>;
  /** See `forEachCompany`. */
  atOnce?: number;
}

const all = (database: Database) => database.companyIds();
/** Few in ten thousand: these wait about a minute, however many companies there are. */
const halfDone = (database: Database) => database.companyIdsHalfDone();

const JOBS: readonly Job[] = [
  { name: 'finish imports', everyMs: MINUTE_MS, of: halfDone, work: finishLeftImports },
  {
    name: 'finish moves',
    everyMs: MINUTE_MS,
    of: halfDone,
    work: (store, clock, { onLeft }) => finishLeftMoves(store, clock, onLeft),
  },
  // Companies that the alarm clock has missed: a former release sets no alarm.
  { name: 'expire requests', everyMs: 10 * MINUTE_MS, work: (store, clock, { onLeft }) => ring(store, clock, onLeft) },
  {
    name: 'refresh statistics',
    everyMs: 60 * MINUTE_MS,
    // Most of the time each of them pauses.
    atOnce: 8,
    work: (store, clock, { onLeft, signal }) => refreshStatistics(store, { clock, onUnfit: onLeft, signal }),
  },
  { name: 'purge revocations', everyMs: 6 * 60 * MINUTE_MS, work: purgeRevocations },
];

/** Suspended companies too: what is removed in the end is removed from all. */
const BACKFILL = 'fill in what migrations add';

/** Runs the periodic jobs; of several workers one takes each, by a lock in MongoDB. */
export async function startScheduler(
  database: Database,
  clock: Clock,
  log: Logger,
): Promise<{ stop: () => Promise<void> }> {
  const agenda = new Agenda({ backend: database.jobsBackend(), processEvery: 30_000, logging: false });
  const running = new RunningJobs();
  agenda.on('error', (error: Error) => log.error({ err: error }, 'the job scheduler failed'));
  for (const { name, of = all, work, atOnce } of JOBS) {
    const onLeft = (error: Error) => log.error({ err: error, job: name }, 'a document was left as it is');
    const run = () =>
      inContext({ runId: clock.newId() }, async () => {
        const companyIds = await of(database);
        const { signal } = running;
        const each = (store: TenantStore) => work(store, clock, { onLeft, signal });
        const turns = atOnce === undefined ? {} : { atOnce };
        await forEachCompany(database, log, { job: name, companyIds, work: each, signal, ...turns });
      });
    agenda.define(name, () => running.run(run), { lockLifetime: LOCK_MS, concurrency: 1 });
  }
  const backfill = () =>
    inContext({ runId: clock.newId() }, () => backfillAll(database, { clock, log, stopping: running.signal }));
  agenda.define(BACKFILL, () => running.run(backfill), { lockLifetime: LOCK_MS, concurrency: 1 });
  await agenda.start();
  for (const { name, everyMs } of JOBS) await agenda.every(everyMs, name);
  await agenda.every(MINUTE_MS, BACKFILL);
  const alarms = new AlarmClock(database, { clock, log });
  alarms.start();
  return {
    stop: async () => {
      // Gives up the locks at once: another worker may take what is due next.
      const [, , isOver] = await Promise.all([alarms.stop(), agenda.stop(false), running.end(END_WITHIN_MS)]);
      if (!isOver) log.warn('a job was cut off, because it took too long to finish');
    },
  };
}
