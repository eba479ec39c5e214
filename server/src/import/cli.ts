import { readFile, writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { EnvError, readStorageEnv } from '../env.ts';
import { operator } from '../operate/operator.ts';
import { systemClock } from '../services.ts';
import { Database, DatabaseUnavailableError } from '../tenancy/database.ts';
import { type CliOptions, readCliOptions, USAGE, UsageError } from './cli-options.ts';
import { importCsv } from './import-csv.ts';
import { FILE_KINDS, type ImportFiles } from './import-files.ts';
import { problemsCsv, reportLines } from './print-report.ts';

/** Paths are the caller's, not the clone's. */
const callersPath = (path: string) => resolve(process.env.MARGINIQ_CALLER_FOLDER ?? '.', path);

async function open({ paths, stated }: CliOptions): Promise<ImportFiles> {
  const files: ImportFiles = {};
  // Problems name their file: two of the same name are told apart by their paths.
  const names = Object.values(paths).map((path) => basename(path));
  const nameOf = (path: string) => (names.filter((name) => name === basename(path)).length > 1 ? path : basename(path));
  for (const kind of FILE_KINDS) {
    const path = paths[kind];
    if (path === undefined) continue;
    try {
      files[kind] = { name: nameOf(path), content: await readFile(callersPath(path)), stated: stated[kind] };
    } catch (error) {
      throw new UsageError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return files;
}

async function main(): Promise<number> {
  const given = readCliOptions(process.argv.slice(2));
  if (given.help) {
    console.log(USAGE);
    return 0;
  }
  const files = await open(given);
  const env = readStorageEnv(process.env);
  const database = await Database.connect(env.MONGODB_URI, env.MARGINIQ_DATABASE);
  try {
    const companyId = await database.companyIdBySlug(given.company);
    if (companyId === null) throw new UsageError(`there is no company "${given.company}"`);
    const { options } = given;
    const report = await importCsv(database.tenant(companyId), files, {
      options,
      clock: systemClock,
      operator: operator().name,
    });
    for (const line of reportLines(report)) console.log(line);
    if (given.problems !== undefined) await writeFile(callersPath(given.problems), problemsCsv(report));
    return report.problems.length > 0 ? 1 : 0;
  } finally {
    await database.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  const expected = [UsageError, EnvError, DatabaseUnavailableError].some((kind) => error instanceof kind);
  console.error(expected ? (error as Error).message : error);
  if (error instanceof UsageError) console.error(`\n${USAGE}`);
  process.exitCode = 1;
}
