import { afterAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { takeLease } from '../tenancy/company-lease.ts';
import { Database } from '../tenancy/database.ts';
import { SchemaDoor } from '../tenancy/schema-door.ts';
import { asFormerRelease, REGION } from '../testing/example-migrations.ts';
import { TestClock } from '../testing/test-clock.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';
import { createTestDatabase, type TestDatabase, testMongoUri } from '../testing/test-database.ts';
import { contractAll, planRun, runAll } from './commands.ts';
import type { Migration } from './migration.ts';
import { prepareStorage } from './prepare.ts';
import { registerProcess } from './processes.ts';
import { readRecords } from './records.ts';
import { readStatus } from './status.ts';
import { statusLines } from './status-lines.ts';

const opened: (Database | TestDatabase)[] = [];
afterAll(async () => {
  for (const one of opened) if (one instanceof Database) await one.close();
  for (const one of opened) if (!(one instanceof Database)) await one[Symbol.asyncDispose]();
});

let raw: TestDatabase['raw'];
let database: Database;
let company: TestCompany;
let lines: string[];
const clock = new TestClock();
const ports = (migrations: readonly Migration[] = [REGION]) => ({
  migrations,
  clock,
  print: (line: string) => void lines.push(line),
});

async function connect(dataVersion: number): Promise<Database> {
  const connected = await Database.connect(testMongoUri(), raw.databaseName, { dataVersion });
  opened.push(connected);
  return connected;
}

beforeEach(async () => {
  const test = await createTestDatabase();
  opened.push(test);
  raw = test.raw;
  database = await connect(1);
  await database.ensureIndexes();
  company = await createTestCompany({ database });
  await asFormerRelease(company);
  lines = [];
});

const contract = (migrations?: readonly Migration[], dryRun = false) =>
  contractAll(database, { ...ports(migrations), dryRun });
const oldFields = async () => [
  await company.store.collection('users').count({ oldEpoch: { $exists: true } } as never),
  await company.store.collection('customers').count({ oldRegion: { $exists: true } } as never),
];

/** Everything in the database, by collection, to see that nothing was written. */
async function dump(except: readonly string[] = []): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const { name } of await raw.listCollections({}, { nameOnly: true }).toArray()) {
    const found = await raw.collection(name).find({}).sort({ _id: 1 }).toArray();
    if (!except.includes(name)) all[name] = JSON.stringify([found, await raw.collection(name).indexes()]);
  }
  return all;
}

test('a dry run counts by company, and neither it nor the status nor a refused contract writes anything', async () => {
  const before = await dump();
  await planRun(database, ports());
  const users = await company.store.collection('users').count();
  const customers = await company.store.collection('customers').count();
  expect(lines).toEqual([
    'migration 1 (region) would be prepared',
    `migration 1 (region), company ${company.id}: ${users} of users, ${customers} of customers would be filled in`,
    'Nothing was written.',
  ]);
  expect(statusLines(await readStatus(database, ports()))).toEqual([
    'number  name    prepared  companies done  contract',
    '1       region  -         -               not yet: migration 1 is not prepared: start this release, or use "run"',
  ]);
  expect(await contract([REGION], true)).toBe(false);
  expect(await dump()).toEqual(before);
  expect(await contract()).toBe(false);
  const { leases: _its, ...rest } = before;
  expect(await dump(['leases'])).toEqual(rest);
});

test('a run fills everything in, a contract takes the old away, and both do nothing the second time', async () => {
  expect(await runAll(database, ports())).toBe(true);
  expect(statusLines(await readStatus(database, ports()))[1]).toMatch(/^1 +region +.* UTC +1 of 1 +allowed$/);
  const seqs = async () => (await company.store.collection('users').find({})).map(({ seq }) => seq);
  const before = await seqs();
  expect(await contract([REGION], true)).toBe(true);
  expect(lines.slice(-2)).toEqual(['migration 1 (region): would be carried out', 'Nothing was written.']);
  expect(await oldFields()).not.toEqual([0, 0]);
  expect(await contract()).toBe(true);
  expect(await oldFields()).toEqual([0, 0]);
  expect(await company.store.collection('customers').count({ region: null } as never)).toBe(0);
  expect((await raw.collection('customers').indexes()).map(({ name }) => name)).not.toContain('lacking_region');
  expect(statusLines(await readStatus(database, ports()))[1]).toMatch(/1 of 1 +done .* UTC$/);
  expect(await contract()).toBe(true);
  expect(lines.at(-1)).toBe('There is nothing to take away.');
  // Clients were sent oldEpoch, so users are sent again without it.
  expect(await seqs()).not.toEqual(before);
});

test('a dry run of two contracts says of the second what is so once the first is done', async () => {
  const both: Migration[] = [REGION, { id: 2, name: 'second', contract: async () => undefined }];
  database = await connect(2);
  await runAll(database, ports(both));
  lines = [];
  expect(await contract(both, true)).toBe(true);
  expect(lines).toEqual([
    'migration 1 (region): would be carried out',
    'migration 2 (second): would be carried out',
    'Nothing was written.',
  ]);
  expect(await contract(both)).toBe(true);
});

test('a contract is refused while a process of a former release is alive, and does not wait once that is dead', async () => {
  await runAll(database, ports());
  const former = await registerProcess(await connect(0), { kind: 'worker', clock });
  const own = await registerProcess(database, { kind: 'api', clock });
  expect(await contract()).toBe(false);
  expect(lines.at(-1)).toContain(`worker process ${process.pid} on `);
  expect(lines.at(-1)).toContain('is of a former release: stop it');
  expect(await oldFields()).not.toEqual([0, 0]);
  // Killed two minutes ago, by MongoDB's clock.
  await former.end();
  await raw.collection('processes').insertOne({
    _id: 'killed' as never,
    kind: 'api',
    dataVersion: 0,
    host: 'x',
    pid: 1,
    seenAt: new Date(Date.now() - 121_000),
    expiresAt: new Date(Date.now() - 1_000),
  });
  expect(await contract()).toBe(true);
  await own.end();
});

test('a contract is refused while anything is lacking, or long work is under way', async () => {
  await runAll(database, ports());
  await company.store.collection('customers').updateMany({}, { $unset: { region: true } } as never);
  expect(await contract()).toBe(false);
  expect(lines.at(-1)).toContain('1 company still to be filled in for migration 1');
  await runAll(database, ports());
  const { lease } = await takeLease(company.store, { clock, what: 'an import' });
  expect(await contract()).toBe(false);
  expect(lines.at(-1)).toContain('under way in 1 company');
  await lease?.release();
  expect(await contract()).toBe(true);
});

test('a former process that starts while a contract is looking is refused, or refuses the contract', async () => {
  await runAll(database, ports());
  // It was there before the note, and registers after the first look: the second look finds it.
  const former = await connect(0);
  let looks = 0;
  const looking = Object.assign(Object.create(database) as Database, {
    companyIdsHalfDone: async () => {
      looks += 1;
      if (looks === 1) await registerProcess(former, { kind: 'api', clock });
      return [];
    },
  });
  for (const name of ['tenant', 'installation', 'companyIds', 'companyIdsLeased', 'schema'] as const) {
    Object.assign(looking, { [name]: (database[name] as (...args: unknown[]) => unknown).bind(database) });
  }
  Object.defineProperty(looking, 'migrations', { value: database.migrations });
  Object.defineProperty(looking, 'processes', { value: database.processes });
  Object.assign(looking, { companyIdsLacking: database.companyIdsLacking.bind(database) });
  expect(await contractAll(looking, { ...ports(), dryRun: false })).toBe(false);
  expect(lines.at(-1)).toContain('of a former release');
  expect((await readRecords(database, [REGION])).get(1)?.contract).toBe(null);
});

test('a contract that was killed in the middle is carried through, and keeps older programs out meanwhile', async () => {
  await runAll(database, ports());
  const dying: Migration = {
    ...REGION,
    contract: async ({ removeField }) => {
      await removeField('users', 'oldEpoch');
      throw new Error('killed');
    },
  };
  await expect(contract([dying])).rejects.toThrow('killed');
  expect(statusLines(await readStatus(database, ports()))[1]).toContain('begun, not finished: run "contract" again');
  const refused = await connect(0).catch((error: unknown) => error);
  expect(refused).toMatchObject({ name: 'WrongReleaseError' });
  // A dry run says what the command would do, whatever would have been a reason not to begin.
  const { lease } = await takeLease(company.store, { clock, what: 'an import' });
  expect(await contract([REGION], true)).toBe(true);
  expect(lines.slice(-2)).toEqual(['migration 1 (region): would be finished', 'Nothing was written.']);
  await lease?.release();
  expect(await contract()).toBe(true);
  expect(await oldFields()).toEqual([0, 0]);
});

test('a running process learns that it must end once a newer release has removed something', async () => {
  const former = await registerProcess(await connect(0), { kind: 'api', clock, everyMs: 20 });
  // It hung for so long that it was taken for dead.
  await raw.collection('processes').deleteMany({});
  await raw
    .collection<{ _id: number }>('migrations')
    .insertOne({ _id: 1, name: 'region', contract: 'running' } as never);
  expect((await former.outdated).message).toContain('changed by a newer release of MarginIQ (migration 1, "region"');
  await former.end();
});

test('a MongoDB user with too few rights is reported before anything is begun, and a new database is used as it is', async () => {
  vi.spyOn(SchemaDoor.prototype, 'mayRequire').mockResolvedValue(false);
  onTestFinished(() => void vi.restoreAllMocks());
  await runAll(database, ports());
  expect(await contract()).toBe(false);
  expect(lines.at(-1)).toContain('give it the role dbAdmin as well');
  expect((await readRecords(database, [REGION])).get(1)?.contract).toBeNull();
  const test = await createTestDatabase();
  opened.push(test);
  const empty = await Database.connect(testMongoUri(), test.name);
  opened.push(empty);
  const told: string[] = [];
  await prepareStorage(empty, { clock, onNotNewest: (why) => void told.push(why) });
  expect(told).toEqual([expect.stringContaining('dbAdmin')]);
  expect(await empty.tenant('any').isFoundByAudience()).toBe(false);
});
