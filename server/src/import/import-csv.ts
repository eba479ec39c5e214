import { setTimeout as wait } from 'node:timers/promises';
import { digitsOf } from '@marginiq/domain/currency';
import type { Clock } from '../clock.ts';
import { type CompanyLease, type LeaseHolder, takeLease } from '../tenancy/company-lease.ts';
import type { ImportRecord } from '../tenancy/import-documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { IMPORT_WORDS } from '../words/import-words.ts';
import { finishImports } from './finish-import.ts';
import { FILE_KINDS, type FilesRead, type ImportFiles, readFiles } from './import-files.ts';
import type { ImportProgress, OnProgress } from './import-progress.ts';
import { addRound, addStayed, type ImportReport, reportOf } from './import-report.ts';
import { type ImportOptions, makePlans, type Plans } from './make-plans.ts';
import type { ChunkSize } from './next-chunk.ts';
import { Problems } from './problem.ts';
import { ImportStoppedError, type Published, type PublishPorts, publish } from './publish.ts';
import { Staging } from './staging.ts';

/** Somebody else imports into this company. */
export class ImportBusyError extends Error {
  override name = 'ImportBusyError';

  constructor({ what, since, until }: LeaseHolder, now: string) {
    const seconds = Math.max(1, Math.ceil((Date.parse(until) - Date.parse(now)) / 1_000));
    super(
      `There is ${what} under way in this company, since ${since}. Try again when it is done; if it was killed, try again in ${seconds} s.`,
    );
  }
}

/** Stopped while it finished an earlier import, before it wrote anything of its own. */
class EarlierImportStoppedError extends ImportStoppedError {
  constructor(earlier: Pick<ImportRecord, 'at' | 'published' | 'staged'> | null, cause: ImportStoppedError) {
    super();
    const which = earlier === null ? IMPORT_WORDS.anEarlierImport : IMPORT_WORDS.earlierImportOf(earlier.at);
    const { published, staged } = earlier ?? {};
    const isKnown = published !== undefined && staged !== undefined;
    const far = isKnown ? IMPORT_WORDS.ofDocuments(published, staged) : IMPORT_WORDS.part;
    this.message = IMPORT_WORDS.stoppedWhileFinishing(which, far);
    this.cause = cause;
  }
}

/** Stopped when all was written but what people had changed meanwhile. */
class LaterRoundStoppedError extends ImportStoppedError {
  constructor(left: number, cause: ImportStoppedError) {
    super();
    this.message = IMPORT_WORDS.stoppedButChanged(left);
    this.cause = cause;
  }
}

export interface ImportSetting {
  options: ImportOptions;
  clock: Clock;
  /** Who runs it, for the audit log: the name of the system's user. */
  operator?: string;
  /** Ends it before the next chunk. */
  signal?: AbortSignal;
  /**
   * Called, and waited for, once others have to wait for it: until then it writes nothing, and its process may end at any time. If
   * it fails, nothing is written either.
   */
  onLease?: () => unknown;
  /** Told while the files are read, while they are planned and while they are written. */
  onProgress?: OnProgress;
  pause?: PublishPorts['pause'];
  chunk?: ChunkSize;
}

/** Documents that somebody changes while they are being imported are planned again so often, and then reported. */
const MAX_ROUNDS = 3;

/** Each a new one: they are counted up, and a copy of the whole would keep what is one object one. */
const none = () => ({ created: 0, updated: 0 });
const nothingWritten = () => ({ customers: none(), products: none(), deals: none() });

interface Round {
  plans: Plans | null;
  problems: Problems;
  /** Null: nothing was written. */
  published: Published | null;
}

/** One import of one company. */
class Importing {
  readonly #store: TenantStore;
  readonly #read: FilesRead;
  readonly #setting: ImportSetting & { operator: string };

  constructor(store: TenantStore, read: FilesRead, setting: ImportSetting & { operator: string }) {
    this.#store = store;
    this.#read = read;
    this.#setting = setting;
  }

  /** Looks what would happen. */
  async judge(): Promise<Round> {
    const problems = new Problems();
    const staging = new Staging(this.#store, { importId: '', problems, keeps: () => false });
    return { plans: await this.#plan(staging, { problems }), problems, published: null };
  }

  #plan(
    staging: Staging,
    { problems, onProgress = this.#setting.onProgress }: { problems: Problems; onProgress?: OnProgress | undefined },
  ): Promise<Plans | null> {
    const { options, clock, operator } = this.#setting;
    return makePlans(this.#store, this.#read, { options, clock, operator, problems, staging, onProgress });
  }

  /** Puts aside what the files change, and writes it if there is no problem. */
  async round(ports: PublishPorts): Promise<Round> {
    const { clock } = this.#setting;
    const problems = new Problems();
    const { signal, onProgress } = ports;
    const keeps = () => {
      signal.throwIfAborted();
      return true;
    };
    const staging = new Staging(this.#store, { importId: clock.newId(), problems, keeps });
    let plans: Plans | null;
    try {
      plans = await this.#plan(staging, { problems, onProgress });
      await staging.flush();
      signal.throwIfAborted();
    } catch (error) {
      await staging.discard();
      throw error;
    }
    const isNothing = plans === null || (staging.count === 0 && plans.settings === null);
    if (plans === null || problems.count > 0 || isNothing) {
      await staging.discard();
      return { plans, problems, published: null };
    }
    const { counts, entry, settings } = plans;
    const published = await publish(
      this.#store,
      {
        ...{ _id: staging.importId, companyId: this.#store.companyId, at: clock.now(), dealsByNumber: true },
        ...{ state: 'publishing', staged: staging.count, published: 0, counts, entry },
        ...{ written: nothingWritten(), leftCount: 0, left: [], movedCount: 0, moved: [] },
      },
      { ...ports, settings },
    );
    return { plans, problems, published };
  }
}

/** The same ports, whose progress is of another turn than the first. */
const inTurn = (turn: ImportProgress['turn'], { onProgress, ...ports }: PublishPorts): PublishPorts => ({
  ...ports,
  onProgress: onProgress && ((progress) => onProgress({ ...progress, turn })),
});

/** A stopped import says which one it means: somebody else's earlier one, which it was finishing. */
async function finishEarlier(store: TenantStore, ports: PublishPorts): Promise<Published[]> {
  try {
    return await finishImports(store, inTurn('earlier', ports));
  } catch (error) {
    if (!(error instanceof ImportStoppedError)) throw error;
    const earlier = await store.collection('imports').findOne({ state: 'publishing' });
    throw new EarlierImportStoppedError(earlier, error);
  }
}

/** Under the lease: finishes what an earlier import left behind, and imports until nothing is left that others changed meanwhile. */
async function underLease(
  importing: Importing,
  { store, ports, report, names }: { store: TenantStore; ports: PublishPorts; report: ImportReport; names: string[] },
): Promise<void> {
  const finished = await finishEarlier(store, ports);
  report.finished = finished.map(({ at, staged, leftCount, left }) => ({
    at,
    documents: staged,
    left: { count: leftCount, first: left },
  }));
  for (const one of finished) addStayed(report, one);
  for (let rounds = 1; rounds <= MAX_ROUNDS; rounds += 1) {
    const round = await importing.round(rounds > 1 ? inTurn('again', ports) : ports).catch((error) => {
      throw rounds > 1 && error instanceof ImportStoppedError
        ? new LaterRoundStoppedError(report.left.count, error)
        : error;
    });
    addRound(report, round, { names, isFirst: rounds === 1 });
    if (report.left.count === 0 || round.problems.count > 0) return;
  }
}

/**
 * Imports customers, products and past deals from CSV: all or nothing. With a single problem nothing is written, and all
 * problems are listed. Running it again changes nothing.
 *
 * The files are read once, before anything else. What they change is staged, where nobody sees it, and judged. Only a plan
 * without problems is written, in chunks, so that people's commands get through; then it is completed, if need be by the
 * worker or the next import.
 *
 * @throws ImportBusyError if somebody else imports into this company; LeaseLostError; ImportStoppedError; StagingLostError if
 * what was staged is gone
 */
export async function importCsv(store: TenantStore, files: ImportFiles, setting: ImportSetting): Promise<ImportReport> {
  const { options, clock, operator = 'operator', signal, pause = wait, chunk, onProgress } = setting;
  const company = await store.collection('companies').findById(store.companyId);
  const digits = company === null ? 2 : digitsOf(company);
  const { keysAsWritten = false } = options;
  const read = readFiles(files, { digits, now: clock.now(), keysAsWritten, onProgress });
  const report = reportOf(files, read, options.dryRun);
  const names = FILE_KINDS.flatMap((kind) => files[kind]?.name ?? []);
  const importing = new Importing(store, read, { ...setting, operator });
  if (options.dryRun || read.problems.count > 0) {
    addRound(report, await importing.judge(), { names, isFirst: true });
    return report;
  }
  const taken = await takeLease(store, { what: IMPORT_WORDS.importBy(operator), clock });
  if (taken.lease === null) throw new ImportBusyError(taken.heldBy, clock.now());
  const lease: CompanyLease = taken.lease;
  try {
    await setting.onLease?.();
    await lease.renewing(async (lost) => {
      const stop = signal === undefined ? lost : AbortSignal.any([lost, signal]);
      const ports: PublishPorts = { lease, clock, pause, chunk, onProgress, signal: stop };
      await underLease(importing, { store, ports, report, names });
    });
  } finally {
    // If the database is away, the lease runs out by itself.
    await lease.release().catch(() => undefined);
  }
  return report;
}
