import { open, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { readStorageEnv } from '../env.ts';
import { callersPath, companyNamed, fileFault, readNamedFile } from '../operate/named.ts';
import { operator } from '../operate/operator.ts';
import { CallError, runCommand } from '../operate/run-command.ts';
import { systemClock } from '../services.ts';
import { LeaseLostError } from '../tenancy/company-lease.ts';
import { Database } from '../tenancy/database.ts';
import { isUnavailable } from '../tenancy/mongo-errors.ts';
import { type CliOptions, readCliOptions, USAGE } from './cli-options.ts';
import { ImportBusyError, importCsv } from './import-csv.ts';
import { FILE_KINDS, type ImportFiles } from './import-files.ts';
import type { ImportReport } from './import-report.ts';
import { problemsCsv, reportLines } from './print-report.ts';
import { ImportStoppedError, StagingLostError } from './publish.ts';

async function readAll({ paths, stated }: CliOptions): Promise<ImportFiles> {
  const files: ImportFiles = {};
  // Problems name their file: two of the same name are told apart by their paths.
  const names = Object.values(paths).map((path) => basename(path));
  for (const kind of FILE_KINDS) {
    const path = paths[kind];
    if (path === undefined) continue;
    const { name, content } = await readNamedFile(path);
    const isUnique = names.filter((other) => other === name).length === 1;
    files[kind] = { name: isUnique ? name : path, content, stated: stated[kind] };
  }
  return files;
}

// An import holds little and makes much: left alone, the heap grows to four times of what it holds before it is cleared up.
setFlagsFromString('--heap-growing-percent=50');

/**
 * Ends an import by Ctrl-C between two chunks; a second one ends the process at once. Until it holds the company's lease it
 * writes nothing, and the first one ends the process.
 */
function stopping() {
  const controller = new AbortController();
  const stop = () => controller.abort(new ImportStoppedError());
  const onLease = () => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, stop);
    // Whoever started it is gone.
    process.once('disconnect', stop);
    process.channel?.unref();
  };
  return { signal: controller.signal, onLease };
}

/** Before anything is imported: a list that cannot be written is noticed while it can still be given another name. */
async function checkWritable(path: string): Promise<void> {
  try {
    const file = await open(callersPath(path), 'a');
    await file.close();
  } catch (error) {
    throw new CallError(`${path} cannot be written: ${fileFault(error)}. Nothing was imported.`);
  }
}

async function writeProblems(path: string, report: ImportReport): Promise<void> {
  try {
    await writeFile(callersPath(path), problemsCsv(report));
  } catch (error) {
    throw new CallError(`${path} cannot be written: ${fileFault(error)}. What was imported is said above.`);
  }
}

/** What is expected to end an import, as a line for whoever runs it. */
function asCallError(error: unknown): unknown {
  const said = [ImportBusyError, ImportStoppedError, StagingLostError].some((kind) => error instanceof kind);
  if (said) return new CallError((error as Error).message);
  if (error instanceof LeaseLostError)
    return new CallError(
      'This process stood still for so long that another one took over. Nothing more was written by this one; import again to see what is left.',
    );
  if (isUnavailable(error))
    return new CallError(
      'MongoDB cannot be reached any more. What is written stays, and the worker or the next import writes the rest; if nothing was written yet, nothing was imported. Start MongoDB, and import again to see.',
    );
  return error;
}

/** `node server/src/import/cli.ts`. */
await runCommand(async () => {
  const given = readCliOptions(process.argv.slice(2));
  if (given.help) return console.log(USAGE);
  const files = await readAll(given);
  if (given.problems !== undefined) await checkWritable(given.problems);
  const env = readStorageEnv(process.env);
  const database = await Database.connect(env.MONGODB_URI, env.MARGINIQ_DATABASE);
  try {
    const store = await companyNamed(database, given.company);
    await database.ensureIndexes();
    const setting = { options: given.options, clock: systemClock, operator: operator().name, ...stopping() };
    const report = await importCsv(store, files, setting);
    for (const line of reportLines(report)) console.log(line);
    if (given.problems !== undefined) await writeProblems(given.problems, report);
    if (report.problems.length > 0 || report.left.count > 0) process.exitCode = 1;
  } catch (error) {
    throw asCallError(error);
  } finally {
    await database.close();
  }
});
