import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { finishLeftImports } from '../jobs/finish-imports.ts';
import { eventually } from '../testing/eventually.ts';
import { ImportDatabase, type ImportWorld } from '../testing/import-world.ts';
import { largeTexts, seenByKey } from '../testing/large-import.ts';
import { testMongoUri } from '../testing/test-database.ts';
import { reportLines } from './print-report.ts';

const CLI = fileURLToPath(new URL('cli.ts', import.meta.url));
/** Several chunks of the usual size. */
const TEXTS = largeTexts({ customers: 900, products: 900, deals: 300 });
const DOCUMENTS = 2_100;

const database = await ImportDatabase.create();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marginiq-killed-'));
  for (const [kind, content] of Object.entries(TEXTS)) await writeFile(join(folder, `${kind}.csv`), content);
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const OPTIONS = { customers: 'customers', products: 'products', orders: 'deals', 'order-details': 'dealLines' };

function importInto({ company }: ImportWorld): ChildProcess {
  const files = Object.entries(OPTIONS).flatMap(([option, kind]) => [`--${option}`, join(folder, `${kind}.csv`)]);
  return spawn(process.execPath, [CLI, '--company', company.slug, '--discounts', 'share', ...files], {
    env: { ...process.env, MONGODB_URI: testMongoUri(), MARGINIQ_DATABASE: database.test.name },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

const record = async (world: ImportWorld) => (await world.store.collection('imports').find({}))[0] ?? null;

/** Sends a signal to an import once it has published something, and waits for its end. */
async function endedBy(signal: NodeJS.Signals, world: ImportWorld): Promise<{ code: unknown; err: string }> {
  const child = importInto(world);
  const [err, exit] = [child.stderr === null ? '' : text(child.stderr), once(child, 'exit')];
  await eventually('a chunk is published', async () => (await record(world)) !== null, 60_000);
  child.kill(signal);
  const [code] = await exit;
  const { state, published = 0 } = (await record(world)) ?? {};
  expect(state).toBe('publishing');
  expect(published).toBeGreaterThan(0);
  expect(published).toBeLessThan(DOCUMENTS);
  return { code, err: await err };
}

const undisturbed = await database.world();

test('an import whose process was killed is finished by the next one', async () => {
  await undisturbed.run(TEXTS);
  const world = await database.world();
  await endedBy('SIGKILL', world);
  await expect(world.run(TEXTS)).rejects.toMatchObject({ name: 'ImportBusyError' });
  world.clock.advance({ minutes: 1 });
  const report = await world.run(TEXTS);
  expect(reportLines(report)[0]).toMatch(/It was finished first \(2100 documents\)/);
  expect(report).toMatchObject({ written: false, counts: { deals: { unchanged: 300 } } });
  expect(await seenByKey(world)).toBe(await seenByKey(undisturbed));
  expect(await world.store.collection('auditLogs').count({ action: 'import.csv' })).toBe(1);
  expect(await world.store.collection('importStaging').count()).toBe(0);
});

test('an import that is stopped by Ctrl-C says so without a stack, and the worker finishes it at once', async () => {
  const world = await database.world();
  const { code, err } = await endedBy('SIGINT', world);
  expect(code).toBe(1);
  expect(err).toMatch(/^(written .*\n)*Stopped\. \d+ of 2100 documents are written, and they stay; .*\n$/);
  expect(await finishLeftImports(world.store, world.clock)).toBe(DOCUMENTS);
  expect(await world.run(TEXTS)).toMatchObject({ written: false, problems: [] });
});
