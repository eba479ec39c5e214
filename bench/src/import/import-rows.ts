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
/** Of the two imports that are compared; the other one has a tenth. */
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

/** Imports made-up files of so many rows into a new company, while nobody works there. @returns how long it took */
async function importAlone(world: BenchWorld, database: BenchDatabase, rows: number): Promise<number> {
  const company = await createTestCompany(database);
  const files = salesFiles({ rows, seed: SEED, people: emailsOf(company) });
  const { ms } = await runImport(files, { mongoUri: world.mongoUri, database: database.name, company: company.slug });
  await expectImported(database, company, files);
  return ms;
}

/** What it takes to start the command and to import one product. */
async function startUp(world: BenchWorld, database: BenchDatabase): Promise<number> {
  const company = await createTestCompany(database);
  const products = 'sku,name,category,unit,listPrice,cost\nP-1,Product 1,Category 1,pcs,10.00,7.00\n';
  const where = { mongoUri: world.mongoUri, database: database.name, company: company.slug };
  return (await runImport({ products }, where)).ms;
}

/**
 * The time for ten times as many rows over ten times the time. Without what it takes to start, which would hide what grows
 * faster; of medians, because the difference of two single times is mostly chance.
 */
async function linearity(world: BenchWorld, database: BenchDatabase): Promise<Figures> {
  const rows = Math.min(LINEAR_ROWS, world.rows ?? LINEAR_ROWS);
  if (rows < 10 * LEAST_ROWS) return {};
  const runs: { none: number; tenth: number; whole: number }[] = [];
  for (let run = 0; run < world.runs; run += 1) {
    const none = await startUp(world, database);
    const tenth = await importAlone(world, database, Math.round(rows / 10));
    const whole = await importAlone(world, database, rows);
    runs.push({ none, tenth, whole });
    world.log(`start ${none.toFixed(0)} ms, a tenth ${tenth.toFixed(0)} ms, ${rows} rows ${whole.toFixed(0)} ms`);
  }
  const of = (which: keyof (typeof runs)[number]) => median(runs.map((run) => run[which]));
  return {
    linearity: (of('whole') - of('none')) / (10 * (of('tenth') - of('none'))),
    startUpMs: of('none'),
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
