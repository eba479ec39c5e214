import type { ImportCounts, ImportedKind, ImportRecord } from '../tenancy/import-documents.ts';
import { formatWords } from './file-format.ts';
import { FILE_KINDS, type FilesRead, type ImportFiles } from './import-files.ts';
import type { Plans } from './make-plans.ts';
import { inFileOrder, type Problem, type Problems } from './problem.ts';
import type { Published } from './publish.ts';

export interface ImportReport {
  dryRun: boolean;
  /** False if nothing was written: a dry run, a problem, or nothing new. */
  written: boolean;
  counts: Record<ImportedKind, ImportCounts>;
  /** Everything that has to be mended first, in the order of the files. */
  problems: readonly Problem[];
  /** What a file states differently from the stored value, which is kept. */
  kept: readonly Problem[];
  /** Read nevertheless, but worth checking. */
  notes: readonly Problem[];
  /** How many more there are of each than are listed. */
  unlisted: { problems: number; kept: number; notes: number };
  /** New customers without an owner, which only admins see. */
  ownerless: Record<'customers' | 'deals', number>;
  /** Open requests that went along with their customers. */
  movedRequests: number;
  /** Open requests that could not follow their customers: the first ones by their short names. */
  stayed: { count: number; first: readonly string[] };
  /** Documents that people kept changing during the import, and that are therefore unchanged by it: the first by name. */
  left: { count: number; first: NonNullable<ImportRecord['left']> };
  /** Earlier imports that had ended in the middle, and were finished before this one began. */
  finished: { at: string; documents: number; left: ImportReport['left'] }[];
  /** How each file was read, in words. */
  formats: Record<string, string>;
  /** Columns that mean nothing here, by file. */
  ignored: Record<string, string[]>;
  /** Lines with unquoted commas that were taken for text, by file. */
  mended: Record<string, number[]>;
}

const NOTHING: ImportCounts = { created: 0, updated: 0, unchanged: 0 };
const KINDS = ['customers', 'products', 'deals'] as const;

/** The report on files that were read, before anything is planned. */
export function reportOf(files: ImportFiles, { problems, tables }: FilesRead, dryRun: boolean): ImportReport {
  const report: ImportReport = {
    dryRun,
    written: false,
    counts: { customers: NOTHING, products: NOTHING, deals: NOTHING },
    problems: problems.found,
    kept: [],
    notes: problems.notes,
    unlisted: problems.unlisted,
    ownerless: { customers: 0, deals: 0 },
    movedRequests: 0,
    stayed: { count: 0, first: [] },
    left: { count: 0, first: [] },
    finished: [],
    formats: {},
    ignored: {},
    mended: {},
  };
  for (const kind of FILE_KINDS) {
    const [file, table] = [files[kind], tables[kind]];
    if (file === undefined || table === undefined) continue;
    if (table.format !== null) report.formats[file.name] = formatWords(table.format);
    if (table.ignored.length > 0) report.ignored[file.name] = table.ignored;
    if (table.mended.length > 0) report.mended[file.name] = table.mended;
  }
  return report;
}

const sum = (one: ImportReport['unlisted'], other: ImportReport['unlisted']): ImportReport['unlisted'] => ({
  problems: one.problems + other.problems,
  kept: one.kept + other.kept,
  notes: one.notes + other.notes,
});

/** What an earlier round made and changed was found unchanged by this one. */
function together(earlier: ImportCounts, { created, updated, unchanged }: ImportCounts): ImportCounts {
  const before = earlier.created + earlier.updated;
  return { created: earlier.created + created, updated: earlier.updated + updated, unchanged: unchanged - before };
}

/** Those of an earlier import that was finished first are somebody's to hand over as well. */
export function addStayed(
  report: ImportReport,
  { stayedCount = 0, stayed = [] }: Pick<ImportRecord, 'stayedCount' | 'stayed'>,
): void {
  report.stayed = { count: report.stayed.count + stayedCount, first: [...report.stayed.first, ...stayed] };
}

/** Adds what one round of planning and writing brought. A further round says again what the first one said. */
export function addRound(
  report: ImportReport,
  { plans, problems, published }: { plans: Plans | null; problems: Problems; published: Published | null },
  { names, isFirst }: { names: readonly string[]; isFirst: boolean },
): void {
  report.problems = inFileOrder([...report.problems, ...problems.found], names);
  report.kept = inFileOrder(problems.kept, names);
  if (isFirst) {
    report.notes = inFileOrder([...report.notes, ...problems.notes], names);
    report.unlisted = sum(report.unlisted, problems.unlisted);
  }
  // A further round with a problem wrote nothing of what it had planned.
  if (plans === null || (!isFirst && problems.count > 0)) return;
  const counts = published?.counts ?? plans.counts;
  for (const kind of KINDS) {
    report.counts[kind] = isFirst ? counts[kind] : together(report.counts[kind], counts[kind]);
  }
  if (isFirst) report.ownerless = plans.ownerless;
  const movedNow = published === null && isFirst ? plans.movedRequests : (published?.movedCount ?? 0);
  report.movedRequests += movedNow;
  if (published !== null) addStayed(report, published);
  if (published !== null) report.written = true;
  // What was left is planned again by the next round: it is no longer left, unless that round says so.
  if (problems.count === 0) report.left = { count: published?.leftCount ?? 0, first: published?.left ?? [] };
}
