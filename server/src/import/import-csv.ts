import { digitsOf } from '@marginiq/domain/currency';
import { auditEntry } from '../commands/audit-entry.ts';
import type { Clock } from '../services.ts';
import { type Commit, commit } from '../tenancy/commit.ts';
import { toStored } from '../tenancy/documents.ts';
import { requireFit } from '../tenancy/fit.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { auditedImport } from './audit-import.ts';
import { formatWords } from './file-format.ts';
import { FILE_KINDS, type FilesRead, type ImportFiles, readFiles } from './import-files.ts';
import { type ImportOptions, makePlans, type Plans } from './make-plans.ts';
import { type Place, placeAll } from './place-all.ts';
import type { Plan } from './plan.ts';
import { inFileOrder, type Problem, type Problems } from './problem.ts';

export interface ImportCounts {
  created: number;
  updated: number;
  unchanged: number;
}

export interface ImportReport {
  dryRun: boolean;
  /** False where nothing was written: a dry run, a problem, or nothing new. */
  written: boolean;
  counts: Record<'customers' | 'products' | 'deals', ImportCounts>;
  /** Everything that has to be mended first, in the order of the files. */
  problems: readonly Problem[];
  /** What a file says otherwise, and what stays as it is. */
  kept: readonly Problem[];
  /** Read all the same, and worth a look. */
  notes: readonly Problem[];
  /** How many more there are of each than are listed. */
  unlisted: { problems: number; kept: number; notes: number };
  /** New ones that belong to nobody yet, so that only admins see them. */
  ownerless: Record<'customers' | 'deals', number>;
  /** Open requests that went along with their customers. */
  movedRequests: number;
  /** How each file was read, in words. */
  formats: Record<string, string>;
  /** Columns that mean nothing here, by file. */
  ignored: Record<string, string[]>;
  /** Lines with unquoted commas that were taken for text, by file. */
  mended: Record<string, number[]>;
}

const counts = ({ created, updated, unchanged }: Plan<unknown>): ImportCounts => ({ created, updated, unchanged });
const NOTHING: ImportCounts = { created: 0, updated: 0, unchanged: 0 };

const bothUnlisted = ({ unlisted: one }: Problems, { unlisted: other }: Problems): ImportReport['unlisted'] => ({
  problems: one.problems + other.problems,
  kept: one.kept + other.kept,
  notes: one.notes + other.notes,
});

function reportOf(files: ImportFiles, read: FilesRead, dryRun: boolean): ImportReport {
  const report: ImportReport = {
    dryRun,
    written: false,
    counts: { customers: NOTHING, products: NOTHING, deals: NOTHING },
    problems: read.problems.found,
    kept: [],
    notes: read.problems.notes,
    unlisted: read.problems.unlisted,
    ownerless: { customers: 0, deals: 0 },
    movedRequests: 0,
    formats: {},
    ignored: {},
    mended: {},
  };
  for (const kind of FILE_KINDS) {
    const [file, table] = [files[kind], read.tables[kind]];
    if (file === undefined || table === undefined) continue;
    if (table.format !== null) report.formats[file.name] = formatWords(table.format);
    if (table.ignored.length > 0) report.ignored[file.name] = table.ignored;
    if (table.mended.length > 0) report.mended[file.name] = table.mended;
  }
  return report;
}

/** Notes an import beside what was placed. */
function note(
  unit: Commit,
  plans: Plans,
  { clock, report, operator }: { clock: Clock; report: ImportReport; operator: string },
) {
  const { companyId } = unit.store;
  const { settings, actor } = plans;
  if (settings !== null) unit.update('importSettings', { _id: companyId }, { $set: settings }, { upsert: true });
  const [at, id] = [clock.now(), clock.newId()];
  unit.insert('imports', { _id: id, companyId, at, counts: report.counts, dealsByNumber: true });
  const changed = auditedImport(plans, { counts: report.counts, operator });
  unit.insert('auditLogs', toStored(auditEntry({ id, companyId, at, action: 'import.csv', actor }, changed)));
}

/** Thrown inside the transaction to leave it without writing; never seen outside. */
class NothingToWrite extends Error {}

/**
 * Imports customers, products and past deals from CSV: all of it or nothing. With one problem nothing is written, and all
 * problems are listed. Running it again changes nothing.
 *
 * The files are read once and before anything else; what they change is planned on the company as it is in the commit; and
 * only a plan without problems is written.
 *
 * @param operator who runs it, for the audit log: the name of the system's user
 */
export async function importCsv(
  store: TenantStore,
  files: ImportFiles,
  { options, clock, operator = 'operator' }: { options: ImportOptions; clock: Clock; operator?: string },
): Promise<ImportReport> {
  const company = await store.collection('companies').findById(store.companyId);
  const digits = company === null ? 2 : digitsOf(company);
  const read = readFiles(files, { digits, now: clock.now(), keysAsWritten: options.keysAsWritten ?? false });
  const report = reportOf(files, read, options.dryRun);
  const names = FILE_KINDS.flatMap((kind) => files[kind]?.name ?? []);
  const planned = async (inside: TenantStore): Promise<Plans | null> => {
    const { plans, problems } = await makePlans(inside, read, { options, clock, operator });
    report.problems = inFileOrder([...read.problems.found, ...problems.found], names);
    report.notes = inFileOrder([...read.problems.notes, ...problems.notes], names);
    report.kept = inFileOrder(problems.kept, names);
    report.unlisted = bothUnlisted(read.problems, problems);
    if (plans === null) return null;
    const { customers, products, deals, requests, settings } = plans;
    report.counts = { customers: counts(customers), products: counts(products), deals: counts(deals) };
    report.ownerless = { customers: customers.ownerless, deals: deals.ownerless };
    report.movedRequests = requests.length;
    const changes = customers.changes.length + products.changes.length + deals.changes.length;
    return report.problems.length > 0 || (changes === 0 && settings === null) ? null : plans;
  };

  /** @returns false if no device could read some of it */
  const placed = (plans: Plans, place: Place): boolean => {
    const misfits = placeAll(plans, files, place);
    report.problems = inFileOrder([...report.problems, ...misfits], names);
    return misfits.length === 0;
  };

  if (options.dryRun) {
    const plans = await planned(store);
    if (plans !== null) placed(plans, requireFit);
    return report;
  }
  try {
    // Planned inside the commit: what somebody changes meanwhile makes it run again, and is never overwritten.
    await commit(store, async (unit) => {
      const plans = await planned(unit.store);
      if (plans === null) throw new NothingToWrite();
      if (!placed(plans, (name, after, before) => void unit.put(name, after, before))) throw new NothingToWrite();
      note(unit, plans, { clock, report, operator });
    });
    report.written = true;
  } catch (error) {
    if (!(error instanceof NothingToWrite)) throw error;
  }
  return report;
}
