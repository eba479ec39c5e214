import { afterAll, describe, expect, test } from 'vitest';
import { finishLeftImports } from '../jobs/finish-imports.ts';
import { takeLease } from '../tenancy/company-lease.ts';
import { ImportDatabase, type ImportWorld } from '../testing/import-world.ts';
import { dyingAfter, IN_FIVE, LARGE, largeTexts, seenByKey } from '../testing/large-import.ts';
import { KilledError } from '../testing/mortal-store.ts';
import { ImportBusyError } from './import-csv.ts';
import { ImportStoppedError } from './publish.ts';

const database = await ImportDatabase.create();
afterAll(() => database[Symbol.asyncDispose]());

const entries = (world: ImportWorld) => world.store.collection('auditLogs').find({ action: 'import.csv' });
const staged = (world: ImportWorld) => world.store.collection('importStaging').count();

const undisturbed = await database.world();
const expected = await undisturbed.run(LARGE, {}, IN_FIVE).then(() => seenByKey(undisturbed));

describe('one import at a time', () => {
  test('a second import learns who is importing, and since when', async () => {
    const world = await database.world();
    const { lease } = await takeLease(world.store, { what: 'an import by operator kim', clock: world.clock });
    const since = world.clock.now();
    const before = await world.dump();
    world.clock.advance({ seconds: 10 });
    const busy = world.run(LARGE);
    await expect(busy).rejects.toThrow(ImportBusyError);
    await expect(busy).rejects.toThrow(
      `There is an import by operator kim under way in this company, since ${since}. Try again when it is done; if it was killed, try again in 20 s.`,
    );
    expect(await world.dump()).toBe(before);
    await lease?.release();
    expect(await world.run(LARGE)).toMatchObject({ written: true });
  });

  test('an import that lost its lease writes nothing more, and its successor finishes it', async () => {
    const world = await database.world();
    let chunks = 0;
    const pause = async () => {
      chunks += 1;
      if (chunks !== 2) return;
      // It hung for so long that the worker took over.
      world.clock.advance({ seconds: 31 });
      expect(await finishLeftImports(world.store, world.clock)).toBe(50);
    };
    await expect(world.run(LARGE, {}, { ...IN_FIVE, pause })).rejects.toMatchObject({ name: 'LeaseLostError' });
    expect(chunks).toBe(2);
    expect(await seenByKey(world)).toBe(expected);
    expect(await entries(world)).toHaveLength(1);
  });
});

describe('an import that is stopped', () => {
  test('an import stopped while writing says what the others will do, and lets them', async () => {
    const world = await database.world();
    const stopping = new AbortController();
    const pause = async () => stopping.abort(new ImportStoppedError());
    const stopped = world.run(LARGE, {}, { ...IN_FIVE, pause, signal: stopping.signal });
    await expect(stopped).rejects.toThrow(
      'Stopped. 10 of 50 documents are written, and they stay; the worker or the next import writes the rest.',
    );
    expect(await finishLeftImports(world.store, world.clock)).toBe(50);
    expect(await seenByKey(world)).toBe(expected);
  });

  test('an import that is stopped before anything is written leaves nothing behind', async () => {
    const world = await database.world();
    const before = await world.dump();
    const signal = AbortSignal.abort(new ImportStoppedError());
    await expect(world.run(LARGE, {}, { signal })).rejects.toThrow('Stopped. Nothing was imported.');
    expect(await world.dump()).toBe(before);
  });

  test('an import that is stopped while it finishes an earlier one says that nothing of its own files was imported', async () => {
    const world = await database.world();
    const at = world.clock.now();
    await expect(world.run(LARGE, {}, dyingAfter(2))).rejects.toThrow(KilledError);
    const stopping = new AbortController();
    const pause = async () => stopping.abort(new ImportStoppedError());
    const own = world.run({ customers: 'code,name\nX1,First\n' }, {}, { ...IN_FIVE, pause, signal: stopping.signal });
    await expect(own).rejects.toThrow(`Stopped while the earlier import of ${at.slice(0, 10)}`);
    await expect(own).rejects.toThrow(
      /30 of 50 documents of that one are written; .* Nothing of your files was imported\.$/,
    );
    expect(await world.customer('X1')).toBeNull();
  });

  test('an import that is stopped while it is planned plans nothing more', async () => {
    const world = await database.world();
    const stopping = new AbortController();
    let made = 0;
    const newId = () => {
      made += 1;
      if (made === 100) stopping.abort(new ImportStoppedError());
      return world.clock.newId();
    };
    const clock = { now: world.clock.now, newId };
    const setting = { clock, signal: stopping.signal };
    await expect(world.run(largeTexts({ products: 350 }), {}, setting)).rejects.toThrow('Nothing was imported.');
    expect(made).toBeLessThan(103);
    expect(await staged(world)).toBe(0);
  });

  test('an import that is stopped can be ended at any time until others have to wait for it', async () => {
    const world = await database.world();
    const calls: string[] = [];
    const once = (texts: typeof LARGE, dryRun: boolean, name: string) =>
      world.run(texts, { dryRun }, { onLease: () => calls.push(name) });
    await once(LARGE, true, 'dry run');
    await once({ customers: 'code,name,class\nX1,First,Z\n' }, false, 'problem in its files');
    await once(LARGE, false, 'import');
    expect(calls).toEqual(['import']);
  });
});
