import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { finishLeftImports } from '../jobs/finish-imports.ts';
import { filesOf, ImportDatabase, type ImportWorld } from '../testing/import-world.ts';
import { dyingAfter, IN_FIVE, LARGE, largeTexts, seenByKey } from '../testing/large-import.ts';
import { KilledError, type Life, mortalStore } from '../testing/mortal-store.ts';
import { importCsv } from './import-csv.ts';
import { reportLines } from './print-report.ts';

const database = await ImportDatabase.create();
afterAll(() => database[Symbol.asyncDispose]());

const imports = (world: ImportWorld) => world.store.collection('imports').find({});
const entries = (world: ImportWorld) => world.store.collection('auditLogs').find({ action: 'import.csv' });
const staged = (world: ImportWorld) => world.store.collection('importStaging').count();

const undisturbed = await database.world();
const expected = await undisturbed.run(LARGE, {}, IN_FIVE).then(() => seenByKey(undisturbed));

describe('a large import', () => {
  test('a large import is written in chunks, and leaves one record and one entry in the audit log', async () => {
    const world = await database.world();
    const before = await world.company.seq();
    const published: (number | undefined)[] = [];
    const pause = async () => {
      published.push((await imports(world))[0]?.published);
    };
    const report = await world.run(LARGE, {}, { ...IN_FIVE, pause });
    expect(published).toEqual([10, 20, 30, 40]);
    expect(report).toMatchObject({
      written: true,
      counts: { customers: { created: 12 }, products: { created: 15 }, deals: { created: 23 } },
      left: { count: 0 },
    });
    expect((await world.company.seq()) - before).toBe(50);
    const [record, second] = await imports(world);
    expect(second).toBeUndefined();
    expect(record).toMatchObject({ state: 'done', staged: 50, published: 50, counts: report.counts });
    expect(record?.entry).toBeUndefined();
    const [entry, another] = await entries(world);
    expect(another).toBeUndefined();
    expect(entry).toMatchObject({ _id: record?._id, after: { deals: { created: 23 }, operator: 'operator pat' } });
    expect(await staged(world)).toBe(0);
    expect(await seenByKey(world)).toBe(expected);
  });

  test('a large import is cut by its length, too, and a document that is longer has a chunk of its own', async () => {
    const world = await database.world();
    let chunks = 1;
    const pause = async () => {
      chunks += 1;
    };
    await world.run(largeTexts({ deals: 7 }), {}, { chunk: { documents: 100, length: 10 }, pause });
    expect(chunks).toBe(7);
  });

  test('a large import is written in shorter chunks while they take long', async () => {
    const world = await database.world();
    const published: (number | undefined)[] = [];
    let slow = true;
    const now = () => {
      if (slow) world.clock.advance({ ms: 100 });
      return world.clock.now();
    };
    const pause = async () => {
      published.push((await imports(world))[0]?.published);
      slow = published.length < 2;
    };
    const setting = { ...IN_FIVE, pause, clock: { now, newId: world.clock.newId } };
    expect(await world.run(LARGE, {}, setting)).toMatchObject({ written: true, left: { count: 0 } });
    expect(published).toEqual([10, 15, 18, 23, 33, 43]);
    expect(await staged(world)).toBe(0);
  });

  test('a small import is one commit, including its entry in the audit log', async () => {
    const world = await database.world();
    await world.run(largeTexts({ customers: 3, deals: 2 }));
    const lease = await world.store.collection('leases').findById(world.company.id);
    expect(lease).toMatchObject({ commits: 1, holder: null });
    expect(await entries(world)).toHaveLength(1);
  });

  test('a problem in the last row leaves no trace of the import', async () => {
    const world = await database.world();
    const [before, counter] = [await world.dump(), await world.company.seq()];
    const most = largeTexts({ customers: 700, products: 700, deals: 700 });
    const last = `${most.dealLines}D700,P-9,1,1.00,0\n`;
    const report = await world.run({ ...most, dealLines: last });
    expect(report).toMatchObject({ written: false, problems: [{ file: 'dealLines.csv', value: 'P-9' }] });
    expect(await world.dump()).toBe(before);
    expect(await world.company.seq()).toBe(counter);
    expect(await imports(world)).toEqual([]);
  });

  test('a dry run of a large import stages nothing', async () => {
    const world = await database.world();
    const before = await world.dump();
    const report = await world.run(largeTexts({ customers: 450 }), { dryRun: true });
    expect(report).toMatchObject({ written: false, counts: { customers: { created: 450 } } });
    expect(await world.dump()).toBe(before);
    expect(await world.store.collection('leases').count()).toBe(0);
  });

  test('50,000 customers in one file are read, written, and found again', async () => {
    const world = await database.world();
    const texts = largeTexts({ customers: 50_000 });
    // Larger chunks than usual: nobody else is waiting here.
    const report = await world.run(texts, {}, { chunk: { documents: 2_000, length: 10_000_000 } });
    expect(report).toMatchObject({ written: true, counts: { customers: { created: 50_000 } } });
    expect(await world.store.collection('customers').count({ name: { $regex: '^Customer ' } } as never)).toBe(50_000);
    const again = await world.run(texts);
    expect(again).toMatchObject({ written: false, counts: { customers: { unchanged: 50_000 } } });
  }, 300_000);
});

describe('an import that ended in the middle', () => {
  test('an interrupted import is finished by the next one, which says so and then changes nothing', async () => {
    const world = await database.world();
    await expect(world.run(LARGE, {}, dyingAfter(2))).rejects.toThrow(KilledError);
    expect((await imports(world))[0]).toMatchObject({ state: 'publishing', published: 20, staged: 50 });
    expect(await entries(world)).toEqual([]);
    const report = await world.run(LARGE, {}, IN_FIVE);
    expect(report).toMatchObject({ written: false, counts: { deals: { created: 0, unchanged: 23 } } });
    expect(reportLines(report)[0]).toMatch(/had ended in the middle\. It was finished first \(50 documents\)/);
    expect(await seenByKey(world)).toBe(expected);
    expect(await entries(world)).toHaveLength(1);
    expect(await staged(world)).toBe(0);
  });

  test('an import that ended in the middle is finished before another one that has nothing to do with it', async () => {
    const world = await database.world();
    await expect(world.run(LARGE, {}, dyingAfter(1))).rejects.toThrow(KilledError);
    const report = await world.run({ customers: 'code,name,owner\nX1,First,Anna\n' });
    expect(report).toMatchObject({ written: true, counts: { customers: { created: 1 } } });
    expect(await world.customer('X1')).not.toBeNull();
    expect(await seenByKey(world)).toContain('"code":"K12"');
    expect(await entries(world)).toHaveLength(2);
  });

  test('an import that ended in the middle is finished by the worker once its lease has run out, and not before', async () => {
    const world = await database.world();
    const life: Life = { steps: Number.POSITIVE_INFINITY };
    const store = mortalStore(database.store(world), life);
    let chunks = 0;
    const pause = async () => {
      chunks += 1;
      if (chunks === 3) life.steps = 0;
    };
    const setting = { ...world.setting(), ...IN_FIVE, pause };
    await expect(importCsv(store, filesOf(LARGE), setting)).rejects.toThrow(KilledError);
    expect(await finishLeftImports(world.store, world.clock)).toBe(0);
    expect((await imports(world))[0]).toMatchObject({ state: 'publishing', published: 30 });
    world.clock.advance({ seconds: 31 });
    expect(await finishLeftImports(world.store, world.clock)).toBe(50);
    expect(await finishLeftImports(world.store, world.clock)).toBe(0);
    expect(await seenByKey(world)).toBe(expected);
    expect(await entries(world)).toHaveLength(1);
    expect(await staged(world)).toBe(0);
  });

  test('an import that ended in the middle while it was only put aside is removed by the worker', async () => {
    const world = await database.world();
    const life: Life = { steps: Number.POSITIVE_INFINITY };
    const store = mortalStore(database.store(world), life);
    const before = await world.dump();
    let made = 0;
    const newId = () => {
      made += 1;
      // Behind the first of two batches.
      if (made === 300) life.steps = 0;
      return world.clock.newId();
    };
    const setting = { ...world.setting(), clock: { now: world.clock.now, newId } };
    await expect(importCsv(store, filesOf(largeTexts({ products: 350 })), setting)).rejects.toThrow(KilledError);
    expect(await staged(world)).toBe(200);
    world.clock.advance({ seconds: 31 });
    expect(await finishLeftImports(world.store, world.clock)).toBe(0);
    expect(await world.dump()).toBe(before);
  });

  test('an import ends the same wherever it was killed, and whoever finishes it', async () => {
    const count: Life = { steps: 1_000_000 };
    const whole = await database.world();
    await importCsv(mortalStore(database.store(whole), count), filesOf(LARGE), { ...whole.setting(), ...IN_FIVE });
    const steps = 1_000_000 - count.steps;
    expect(steps).toBeGreaterThan(100);
    const kills = fc.array(fc.integer({ min: 0, max: steps - 1 }), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(kills, fc.boolean(), async (points, byWorker) => {
        const world = await database.world();
        for (const point of points) {
          const store = mortalStore(database.store(world), { steps: point });
          // It may have been killed behind its last write, or while it only cleared up behind another.
          await importCsv(store, filesOf(LARGE), { ...world.setting(), ...IN_FIVE }).catch((error) => {
            if (!(error instanceof KilledError)) throw error;
          });
          const seen = await seenByKey(world);
          if ((await imports(world)).length === 0) expect(seen).not.toContain('"code":"K1"');
          world.clock.advance({ seconds: 31 });
        }
        if (byWorker) await finishLeftImports(world.store, world.clock);
        expect(await world.run(LARGE, {}, IN_FIVE)).toMatchObject({ problems: [], left: { count: 0 } });
        expect(await seenByKey(world)).toBe(expected);
        expect((await imports(world)).map(({ state, published }) => [state, published])).toEqual([['done', 50]]);
        expect(await entries(world)).toHaveLength(1);
        expect(await staged(world)).toBe(0);
      }),
      { numRuns: 30 },
    );
  }, 180_000);
});
