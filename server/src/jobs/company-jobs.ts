import type { Logger } from 'pino';
import type { Clock } from '../services.ts';
import type { Database } from '../tenancy/database.ts';
import { expireRequests } from './expire-requests.ts';
import { forEachCompany } from './for-each-company.ts';
import type { PeriodicJob } from './periodic-job.ts';
import { refreshStatistics } from './refresh-statistics.ts';

const MINUTE_MS = 60_000;

const WORK = [
  { name: 'expire requests', everyMs: 10 * MINUTE_MS, work: expireRequests },
  // Looks often whether it is due, so that a night without workers and an import are made up for soon.
  { name: 'refresh statistics', everyMs: 10 * MINUTE_MS, work: refreshStatistics },
] as const;

/** The jobs that go through the companies one by one. */
export function companyJobs(database: Database, clock: Clock, log: Logger): PeriodicJob[] {
  return WORK.map(({ name, everyMs, work }) => ({
    name,
    everyMs,
    run: (signal) => forEachCompany({ database, log, signal }, name, (store) => work(store, clock)),
  }));
}
