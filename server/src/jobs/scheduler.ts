import { Agenda, type JobWithId } from 'agenda';
import type { Logger } from 'pino';
import type { Database } from '../tenancy/database.ts';
import { isDuplicateKey } from '../tenancy/duplicate-key.ts';
import type { PeriodicJob } from './periodic-job.ts';

interface Timing {
  /** How often the worker looks for jobs. */
  pollMs: number;
  /** How long a job is held by a worker that died. One that runs longer is kept by its worker's heartbeat. */
  lockMs: number;
  /** How long a stopping worker waits for the jobs that it runs. */
  stopMs: number;
}

const TIMING: Timing = { pollMs: 15_000, lockMs: 120_000, stopMs: 10_000 };

/**
 * Puts a job on the schedule where it is not there yet. Agenda's own `every` would do it on each start, and take the
 * lock off a job that another worker is running: it writes `lockedAt: null` over whatever stands.
 */
async function schedule(agenda: Agenda, { name, everyMs }: PeriodicJob): Promise<void> {
  const { jobs } = await agenda.queryJobs({ name });
  if (jobs.some(({ repeatInterval }) => repeatInterval !== everyMs)) await agenda.cancel({ name });
  try {
    await agenda.create(name, {}).repeatEvery(everyMs).unique({ name }, { insertOnly: true }).save();
  } catch (error) {
    // Another worker, started in the same moment, put it there.
    if (!isDuplicateKey(error)) throw error;
  }
}

/** Runs a job, and holds its lock for as long as this process lives and works on it. */
async function runHeld(
  held: JobWithId,
  job: PeriodicJob,
  { log, lockMs, signal }: { log: Logger; lockMs: number; signal: AbortSignal },
): Promise<void> {
  const beat = setInterval(() => {
    held.touch().catch((error) => log.warn({ err: error, job: job.name }, 'the lock of a job could not be renewed'));
  }, lockMs / 4);
  try {
    await job.run(signal);
  } finally {
    clearInterval(beat);
  }
}

/**
 * Runs periodic jobs; of several workers one takes each, by a lock in MongoDB. A job whose worker died is taken up
 * again once its lock has run out, so jobs must stand being run twice.
 */
export async function startScheduler(
  database: Database,
  log: Logger,
  { jobs, ...given }: { jobs: readonly PeriodicJob[] } & Partial<Timing>,
): Promise<{ stop: () => Promise<void> }> {
  const { pollMs, lockMs, stopMs } = { ...TIMING, ...given };
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  const agenda = new Agenda({ backend: database.jobsBackend(), processEvery: pollMs, logging: false });
  agenda.on('error', (error: Error) => log.error({ err: error }, 'the job scheduler failed'));
  agenda.on('fail', (error: Error | string, { name }: { name?: string }) =>
    log.error({ err: error, job: name }, 'job failed'),
  );
  for (const job of jobs) {
    const run = (held: JobWithId) => runHeld(held, job, { log, lockMs, signal: stopping.signal });
    agenda.define(job.name, run, { lockLifetime: lockMs, concurrency: 1, lockLimit: 1 });
  }
  agenda.on('start', (held: { attrs: object }) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const ended = (other: { attrs: object }) => {
      if (other.attrs !== held.attrs) return;
      agenda.off('complete', ended);
      running.delete(promise);
      resolve();
    };
    running.add(promise);
    agenda.on('complete', ended);
  });
  for (const job of jobs) await schedule(agenda, job);
  await agenda.start();
  return {
    stop: async () => {
      stopping.abort();
      await agenda.stop(false);
      const late = new Promise<void>((resolve) => setTimeout(resolve, stopMs).unref());
      await Promise.race([Promise.all(running), late]);
    },
  };
}
