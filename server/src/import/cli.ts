import { basename } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { systemClock } from '../clock.ts';
import { readStorageEnv } from '../env.ts';
import { prepareStorage } from '../migrations/prepare.ts';
import { companyNamed, readNamedFile } from '../operate/named.ts';
import { operator } from '../operate/operator.ts';
import { runCommand } from '../operate/run-command.ts';
import { Database } from '../tenancy/database.ts';
import { asCallError } from './call-error.ts';
import { type CliOptions, readCliOptions, USAGE } from './cli-options.ts';
import { importCsv } from './import-csv.ts';
import { FILE_KINDS, type ImportFiles } from './import-files.ts';
import { reportLines } from './print-report.ts';
import { checkWritable, writeProblems } from './problems-file.ts';
import { ProgressLine } from './progress-line.ts';
import { ImportStoppedError } from './publish.ts';

async function readAll({ paths, stated }: CliOptions): Promise<ImportFiles> {
  const files: ImportFiles = {};
  // Problems name their file: two of the same name are distinguished by their paths.
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
  const catchSignals = () => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, stop);
    // Whoever started it is gone.
    process.once('disconnect', stop);
    process.channel?.unref();
  };
  return { signal: controller.signal, catchSignals };
}

/** `node server/src/import/cli.ts`. */
await runCommand(async () => {
  const given = readCliOptions(process.argv.slice(2));
  if (given.help) return console.log(USAGE);
  const files = await readAll(given);
  if (given.problems !== undefined) await checkWritable(given.problems);
  const env = readStorageEnv(process.env);
  const database = await Database.connect(env.MONGODB_URI, env.MARGINIQ_DATABASE);
  const { isTTY: isTerminal = false, columns } = process.stderr;
  const write = (text: string) => process.stderr.write(text);
  const progress = new ProgressLine({ isTerminal, columns, write, now: () => performance.now() });
  const { signal, catchSignals } = stopping();
  const onLease = () => {
    catchSignals();
    // A contract notes itself first and looks for leases then, so one of the two sees the other (migrations/contract.ts).
    return database.requireOwnRelease();
  };
  try {
    const store = await companyNamed(database, given.company);
    await prepareStorage(database, { clock: systemClock });
    const about = { options: given.options, clock: systemClock, operator: operator().name };
    const report = await importCsv(store, files, { ...about, signal, onLease, onProgress: progress.show });
    progress.end();
    for (const line of reportLines(report)) console.log(line);
    if (given.problems !== undefined) await writeProblems(given.problems, report);
    const isWhole = report.problems.length + report.left.count + report.stayed.count === 0;
    if (!isWhole) process.exitCode = 1;
  } catch (error) {
    progress.end();
    throw asCallError(error, { last: progress.last, dryRun: given.options.dryRun });
  } finally {
    await database.close();
  }
});
