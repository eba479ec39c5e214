import { setTimeout as wait } from 'node:timers/promises';
import { createTestCompany, type TestCompany } from '@marginiq/server/testing/test-company';
import type { BenchWorld, Figures } from '../bench.ts';
import { startApi } from '../node/api-process.ts';
import { type BenchDatabase, openDatabase } from '../node/bench-database.ts';
import { median, quantile } from '../statistics.ts';
import { PersonAtWork } from './person-at-work.ts';
import { type ImportRun, runImport } from './run-import.ts';
import { LEAST_ROWS, type SalesFiles, salesFiles } from './sales-files.ts';

const ROWS = 200_000;
/** The rows of the larger import in the comparison; the other one has a tenth. */
const LINEAR_ROWS = 20_000;
const SEED = 20_260_101;
const ALONE_MS = 5_000;

const emailsOf = (company: TestCompany) =>
  (['Anna', 'Bert', 'Carla', 'Dirk'] as const).map((name) => company.person(name).email);

const rowsIn = (file: string) => file.trimEnd().split('\n').length - 1;

/** That every deal is there with every line. Past deals are sold or lost; what the person asks for is open. */
async function expectImported({ raw }: BenchDatabase, company: TestCompany, files: SalesFiles): Promise<void> {
  const imported = { companyId: company.id, sale: { $in: ['won', 'lost'] } };
  const count = { _id: null, deals: { $sum: 1 }, lines: { $sum: { $size: '$items' } } };
  const pipeline = [{ $match: imported }, { $group: count }];
  const [found] = await raw.collection('discountRequests').aggregate(pipeline).toArray();
  const [deals, lines] = [rowsIn(files.orders), rowsIn(files['order-details'])];
  if (found?.deals === deals && found.lines === lines) return;
  throw new Error(
    `of ${deals} deals with ${lines} lines, ${found?.deals ?? 0} with ${found?.lines ?? 0} were imported`,
  );
}

/** Imports generated files of this many rows into a new company, while nobody works there. */
async function importAlone(world: BenchWorld, database: BenchDatabase, rows: number): Promise<ImportRun> {
  const company = await createTestCompany(database);
  const files = salesFiles({ rows, seed: SEED, people: emailsOf(company) });
  const run = await runImport(files, { mongoUri: world.mongoUri, database: database.name, company: company.slug });
  await expectImported(database, company, files);
  return run;
}

/**
 * The time for ten times as many rows over ten times the time. Without starting up, which would hide what grows faster; of medians,
 * because the shorter one is short.
 */
async function linearity(world: BenchWorld, database: BenchDatabase): Promise<Figures> {
  const rows = Math.min(LINEAR_ROWS, world.rows ?? LINEAR_ROWS);
  if (rows < 10 * LEAST_ROWS) return {};
  const [tenths, wholes]: [ImportRun[], ImportRun[]] = [[], []];
  for (let run = 0; run < world.runs; run += 1) {
    const tenth = await importAlone(world, database, Math.round(rows / 10));
    const whole = await importAlone(world, database, rows);
    world.log(`a tenth of ${rows} rows ${tenth.workMs.toFixed(0)} ms, all ${whole.workMs.toFixed(0)} ms`);
    tenths.push(tenth);
    wholes.push(whole);
  }
  const work = (runs: ImportRun[]) => median(runs.map(({ workMs }) => workMs));
  return {
    linearity: work(wholes) / (10 * work(tenths)),
    startUpMs: median([...tenths, ...wholes].map(({ ms, workMs }) => ms - workMs)),
  };
}

/** All rows into a company in which one person is at work, by an api process of their own. */
async function besideAPerson(world: BenchWorld, database: BenchDatabase): Promise<Figures> {
  await using api = await startApi(world.mongoUri, database.name);
  const company = await createTestCompany(database);
  const rows = world.rows ?? ROWS;
  const files = salesFiles({ rows, seed: SEED, people: emailsOf(company) });
  const person = await PersonAtWork.start(api, company);
  let run: ImportRun;
  try {
    await wait(ALONE_MS);
    person.during = 'import';
    run = await runImport(files, { mongoUri: world.mongoUri, database: database.name, company: company.slug });
  } finally {
    await person.end();
  }
  await expectImported(database, company, files);
  // The first pushes are slow for other reasons: the process warms up.
  const [alone, during] = [person.waits('nothing').slice(4), person.waits('import')];
  world.log(`${rows} rows in ${run.ms.toFixed(0)} ms, beside ${during.length} pushes`);
  return {
    rows,
    rowsPerSecond: rows / (run.ms / 1_000),
    ...(run.peakMb === null ? {} : { peakMb: run.peakMb }),
    personP95Ms: quantile(during, 0.95),
    personMaxMs: Math.max(...during),
    personAloneP95Ms: quantile(alone, 0.95),
  };
}

/** The import of a company's whole past by the operator's command. */
export async function importRows(world: BenchWorld): Promise<Figures> {
  await using database = await openDatabase(world.mongoUri);
  return { ...(await besideAPerson(world, database)), ...(await linearity(world, database)) };
}
