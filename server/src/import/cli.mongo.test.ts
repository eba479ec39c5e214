import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ImportDatabase } from '../testing/import-world.ts';
import { runCli } from '../testing/run-cli.ts';
import { testMongoUri } from '../testing/test-database.ts';

const CLI = fileURLToPath(new URL('cli.ts', import.meta.url));
const database = await ImportDatabase.create();

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marginiq-import-'));
  await writeFile(join(folder, 'customers.csv'), 'code,name,class\nX1,First,Z\n');
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const importing = (...args: string[]) =>
  runCli(CLI, args, {
    MONGODB_URI: testMongoUri(),
    MARGINIQ_DATABASE: database.test.name,
    MARGINIQ_CALLER_FOLDER: folder,
  });

it('a wrong call is answered with what to change, without a stack', async () => {
  expect((await importing('--help')).out).toContain('npm run import -- --company <short name>');
  for (const [args, message] of [
    [['--customers', 'customers.csv'], '--company is missing\nnpm run import -- --help says more.\n'],
    [['--company', 'nobody', '--customers', 'none.csv'], 'none.csv cannot be read: there is no such file or folder'],
    [['--company', 'nobody', '--customers', '.'], '. cannot be read: it is a folder'],
    [['--company', 'nobody', '--customers', 'customers.csv'], 'There is no company "nobody"'],
  ] as const) {
    const { code, out, err } = await importing(...args);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(message);
    expect(err).not.toContain('    at ');
  }
});

it('a file with a problem ends with code 1, and the list lies in the folder of the caller', async () => {
  const { company } = await database.world();
  const args = ['--company', company.slug.toUpperCase(), '--customers', 'customers.csv', '--problems', 'todo.csv'];
  const { code, out, err } = await importing(...args);
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(out).toContain('customers.csv line 2, class: "Z" is none of A, B, C');
  expect(await readFile(join(folder, 'todo.csv'), 'utf8')).toContain('"problem","customers.csv","2","class","Z"');
});

it('an import that fails leaves no empty list of problems behind, and never removes one that was there', async () => {
  await writeFile(join(folder, 'earlier.csv'), 'of an earlier import');
  for (const list of ['new.csv', 'earlier.csv']) {
    const { code } = await importing('--company', 'nobody', '--customers', 'customers.csv', '--problems', list);
    expect(code).toBe(1);
  }
  expect((await readdir(folder)).filter((name) => name === 'new.csv')).toEqual([]);
  expect(await readFile(join(folder, 'earlier.csv'), 'utf8')).toBe('of an earlier import');
});

it('a list of problems that cannot be written is noticed before anything is imported', async () => {
  const world = await database.world();
  await writeFile(join(folder, 'good.csv'), 'code,name\nX1,First\n');
  const args = ['--company', world.company.slug, '--customers', 'good.csv', '--problems', 'none/todo.csv'];
  const { code, err } = await importing(...args);
  const reason = 'none/todo.csv cannot be written: there is no such file or folder. Nothing was imported.\n';
  expect({ code, err }).toEqual({ code: 1, err: reason });
  expect(await world.customer('X1')).toBeNull();
});
