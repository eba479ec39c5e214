import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { readStorageEnv } from '../env.ts';
import { callersPath, companyNamed, readNamedFile } from '../operate/named.ts';
import { operator } from '../operate/operator.ts';
import { runCommand } from '../operate/run-command.ts';
import { systemClock } from '../services.ts';
import { Database } from '../tenancy/database.ts';
import { type CliOptions, readCliOptions, USAGE } from './cli-options.ts';
import { importCsv } from './import-csv.ts';
import { FILE_KINDS, type ImportFiles } from './import-files.ts';
import { problemsCsv, reportLines } from './print-report.ts';

async function open({ paths, stated }: CliOptions): Promise<ImportFiles> {
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

/** `node server/src/import/cli.ts`. */
await runCommand(async () => {
  const given = readCliOptions(process.argv.slice(2));
  if (given.help) return console.log(USAGE);
  const files = await open(given);
  const env = readStorageEnv(process.env);
  const database = await Database.connect(env.MONGODB_URI, env.MARGINIQ_DATABASE);
  try {
    const report = await importCsv(await companyNamed(database, given.company), files, {
      options: given.options,
      clock: systemClock,
      operator: operator().name,
    });
    for (const line of reportLines(report)) console.log(line);
    if (given.problems !== undefined) await writeFile(callersPath(given.problems), problemsCsv(report));
    if (report.problems.length > 0) process.exitCode = 1;
  } finally {
    await database.close();
  }
});
