import { afterAll, expect, test } from 'vitest';
import { takeLease } from '../tenancy/company-lease.ts';
import { Database } from '../tenancy/database.ts';
import { REGION } from '../testing/example-migrations.ts';
import { TestClock } from '../testing/test-clock.ts';
import { createTestDatabase, type TestDatabase, testMongoUri } from '../testing/test-database.ts';
import { expandAll } from './expand.ts';
import type { Migration } from './migration.ts';
import { note, readRecords } from './records.ts';

const opened: Database[] = [];
const made: TestDatabase[] = [];
afterAll(async () => {
  for (const one of opened) await one.close();
  for (const one of made) await one[Symbol.asyncDispose]();
});

/** So many processes on a new database. */
async function processes(count: number) {
  const test = await createTestDatabase();
  made.push(test);
  const databases = await Promise.all(
    Array.from({ length: count }, () => Database.connect(testMongoUri(), test.name, { dataVersion: 1 })),
  );
  opened.push(...databases);
  for (const database of databases) await database.ensureIndexes();
  const [first] = databases;
  if (first === undefined) throw new Error('at least one');
  return { raw: test.raw, first, databases, clock: new TestClock() };
}

test('of several processes that start at once one prepares the database, once, and the others wait for it', async () => {
  const { databases, first, clock } = await processes(4);
  let [running, most, runs] = [0, 0, 0];
  const slow: Migration = {
    ...REGION,
    expand: async (schema) => {
      runs += 1;
      running += 1;
      most = Math.max(most, running);
      await REGION.expand?.(schema);
      running -= 1;
    },
  };
  await Promise.all(databases.map((database) => expandAll(database, { migrations: [slow], clock })));
  expect({ most, runs }).toEqual({ most: 1, runs: 1 });
  expect((await readRecords(first, [slow])).get(1)).toMatchObject({ name: 'region', expandedAt: clock.now() });
});

test('a process that was killed while it prepared the database keeps the next one waiting no longer than its lease', async () => {
  const { first, databases, clock, raw } = await processes(2);
  const killed: Migration = { ...REGION, expand: () => Promise.reject(new Error('killed in the middle')) };
  await expect(expandAll(first, { migrations: [killed], clock })).rejects.toThrow('killed in the middle');
  // Killed for good: it released nothing.
  await takeLease(first.installation('schema'), { clock, what: 'the start of a new release' });
  const waited: string[] = [];
  const onWaiting = ({ what }: { what: string }) => {
    waited.push(what);
    clock.advance({ seconds: 31 });
  };
  const [, second] = databases;
  if (second === undefined) throw new Error('two processes');
  await expandAll(second, { migrations: [REGION], clock, onWaiting });
  expect(waited).toEqual(['the start of a new release']);
  const indexes = await raw.collection('customers').indexes();
  expect(indexes.map(({ name }) => name)).toContain('lacking_region');
});

test('a process that hung while another one took over records nothing', async () => {
  const { first } = await processes(1);
  await note(first, REGION, { expandedAt: 'of the second', lease: 2 });
  const late = note(first, REGION, { expandedAt: 'of the first', lease: 1 });
  await expect(late).rejects.toMatchObject({ name: 'LeaseLostError' });
  expect((await readRecords(first, [REGION])).get(1)?.expandedAt).toBe('of the second');
});

test('a program whose migration has another name than the one that ran here is refused', async () => {
  const { first, clock } = await processes(1);
  await expandAll(first, { migrations: [REGION], clock });
  const renamed = { ...REGION, name: 'regions' };
  const failure = await expandAll(first, { migrations: [renamed], clock }).catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: 'WrongReleaseError' });
  expect(String(failure)).toContain('migration 1 was "region"; in this program it is "regions"');
});
