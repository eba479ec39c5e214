import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import { WrongReleaseError } from '../tenancy/data-version.ts';
import type { Database } from '../tenancy/database.ts';
import type { ProcessKind, ProcessRecord } from '../tenancy/migration-documents.ts';

const BEAT_MS = 5_000;
/** A process that was not heard of for so long is taken for dead. */
const DEAD_AFTER_SECONDS = 120;
/** MongoDB may be away when a process ends. */
const FAREWELL_MS = 2_000;

export interface Registration {
  /** Resolves if a newer release has taken something away meanwhile: this process must end. */
  outdated: Promise<WrongReleaseError>;
  end: () => Promise<void>;
}

/** All times are MongoDB's own: the clocks of two machines are never compared. */
async function beat(database: Database, { _id, ...own }: Omit<ProcessRecord, 'seenAt' | 'expiresAt'>): Promise<void> {
  const literal = Object.fromEntries(Object.entries(own).map(([field, value]) => [field, { $literal: value }]));
  const expiresAt = { $dateAdd: { startDate: '$$NOW', unit: 'second', amount: DEAD_AFTER_SECONDS } };
  await database.processes.updateOne({ _id }, [{ $set: { ...literal, seenAt: '$$NOW', expiresAt } }], { upsert: true });
}

/**
 * Registers this process, so that nothing it needs is removed, and keeps reporting that it is alive. Checks only afterwards
 * whether it may run here: a contract records itself first and looks for processes second, so one of the two sees the other.
 * @throws WrongReleaseError
 */
export async function registerProcess(
  database: Database,
  { kind, clock, everyMs = BEAT_MS }: { kind: ProcessKind; clock: Clock; everyMs?: number },
): Promise<Registration> {
  const own = { _id: clock.newId(), kind, dataVersion: database.dataVersion, host: hostname(), pid: process.pid };
  const forget = () => database.processes.deleteOne({ _id: own._id });
  await beat(database, own);
  try {
    await database.requireOwnRelease();
  } catch (error) {
    await forget();
    throw error;
  }
  const ending = new AbortController();
  const { promise: outdated, resolve } = Promise.withResolvers<WrongReleaseError>();
  const pause = () => wait(everyMs, undefined, { signal: ending.signal, ref: false }).catch(() => undefined);
  const beating = async () => {
    for (await pause(); !ending.signal.aborted; await pause()) {
      try {
        await beat(database, own);
        await database.requireOwnRelease();
      } catch (error) {
        // MongoDB may be away for a while: the next beat tries again.
        if (error instanceof WrongReleaseError) return resolve(error);
      }
    }
  };
  const beats = beating();
  return {
    outdated,
    end: async () => {
      ending.abort();
      // Behind the last beat, which would bring the record back. Whoever cannot say goodbye is forgotten in two minutes.
      const farewell = beats.then(forget).catch(() => undefined);
      await Promise.race([farewell, wait(FAREWELL_MS, undefined, { ref: false })]);
    },
  };
}

/** The processes that are running now, as far as they register: those of releases before the first migration do not. */
export function livingProcesses(database: Database): Promise<ProcessRecord[]> {
  return database.processes.find({ $expr: { $gt: ['$expiresAt', '$$NOW'] } }, { sort: { kind: 1, _id: 1 } }).toArray();
}
