import { MongoServerError } from 'mongodb';
import { afterAll, expect, test } from 'vitest';
import { finishLeftImports } from '../jobs/finish-imports.ts';
import { CallError } from '../operate/run-command.ts';
import { commit } from '../tenancy/commit.ts';
import { ImportDatabase } from '../testing/import-world.ts';
import { dyingAfter, IN_FIVE, LARGE, largeTexts } from '../testing/large-import.ts';
import { KilledError } from '../testing/mortal-store.ts';
import { asCallError } from './call-error.ts';
import type { ImportProgress } from './import-progress.ts';
import { ProgressLine } from './progress-line.ts';

const database = await ImportDatabase.create();
afterAll(() => database[Symbol.asyncDispose]());

const told: ImportProgress[] = [];
const onProgress = (progress: ImportProgress) => void told.push(progress);
const of = (stage: ImportProgress['stage'], turn: ImportProgress['turn'] = 'own') =>
  told.filter((one) => one.stage === stage && one.turn === turn).map(({ done, of: all }) => [done, all]);

test('an import tells how many rows are read and planned, and after each chunk how many records are written', async () => {
  const world = await database.world();
  told.length = 0;
  const texts = { ...largeTexts({ customers: 2_400 }), ...largeTexts({ products: 15, deals: 23 }) };
  await world.run(texts, {}, { chunk: { documents: 1_000, length: 10_000_000 }, onProgress });
  expect(told.filter(({ file }) => file === 'customers.csv')).toEqual([
    ...[1_000, 2_000].map((done) => ({ stage: 'splitting', turn: 'own', file: 'customers.csv', done, of: null })),
    ...[1_000, 2_000, 2_400].map((done) => ({ stage: 'reading', turn: 'own', file: 'customers.csv', done, of: 2_400 })),
  ]);
  expect(of('planning')).toEqual([1_000, 2_000, 2_438].map((done) => [done, 2_438]));
  expect(of('writing')).toEqual([0, 1_000, 2_000, 2_438].map((done) => [done, 2_438]));
});

test('an import whose MongoDB shuts down in the middle ends with how far it came, and the worker writes the rest', async () => {
  const world = await database.world();
  const line = new ProgressLine({ isTerminal: false, write: () => undefined, now: () => 0 });
  let chunks = 0;
  const pause = async () => {
    chunks += 1;
    if (chunks === 2) throw new MongoServerError({ code: 11_600, message: 'interrupted at shutdown' });
  };
  const running = world.run(LARGE, {}, { ...IN_FIVE, pause, onProgress: line.show });
  const error = await running.then(
    () => null,
    (thrown) => asCallError(thrown, { last: line.last, dryRun: false }),
  );
  expect(error).toBeInstanceOf(CallError);
  expect(error).toMatchObject({ message: expect.stringContaining('at least 20 of 50 records are written. ') });
  expect(await finishLeftImports(world.store, world.clock)).toBe(50);
});

test('progress of an earlier import that is finished first is reported as such', async () => {
  const world = await database.world();
  await expect(world.run(LARGE, {}, dyingAfter(2))).rejects.toThrow(KilledError);
  world.clock.advance({ minutes: 1 });
  told.length = 0;
  await world.run({ customers: 'code,name\nX1,First\n' }, {}, { ...IN_FIVE, onProgress });
  expect(of('writing', 'earlier')).toEqual([20, 30, 40, 50].map((done) => [done, 50]));
  expect(of('writing')).toEqual([
    [0, 1],
    [1, 1],
  ]);
});

test('progress of records that somebody changed meanwhile is reported as such when they are planned and written again', async () => {
  const world = await database.world();
  told.length = 0;
  const customers = 'code,name,segment\nAnna-1,New 1,Trade\nAnna-2,New 2,Trade\n';
  let isChanged = false;
  const pause = async () => {
    if (isChanged) return;
    isChanged = true;
    await commit(world.store, async (unit) => {
      const anna = await unit.store.collection('customers').findOne({ code: 'Anna-2' });
      if (anna !== null) unit.put('customers', { ...anna, city: 'Kiel' }, anna);
    });
  };
  await world.run({ customers }, {}, { chunk: { documents: 1, length: 1 }, pause, onProgress });
  expect(of('planning', 'again')).toEqual([[2, 2]]);
  expect(of('writing', 'again')).toEqual([
    [0, 1],
    [1, 1],
  ]);
});
