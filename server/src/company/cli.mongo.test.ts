import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from '../testing/run-cli.ts';
import { createTestDatabase, type TestDatabase, testMongoUri } from '../testing/test-database.ts';

const CLI = fileURLToPath(new URL('cli.ts', import.meta.url));

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'marginiq-company-'));
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const company = (...args: string[]) =>
  runCli(CLI, args, {
    MONGODB_URI: testMongoUri(),
    MARGINIQ_DATABASE: database.name,
    MARGINIQ_CALLER_FOLDER: folder,
    MARGINIQ_ADDRESS: 'https://marginiq.acme.example',
  });

const ACME = ['--name', 'Acme Tools', '--short-name', 'acme', '--currency', 'EUR', '--locale', 'en-GB'];
const ADA = ['--time-zone', 'Europe/Berlin', '--admin-name', 'Ada', '--admin-email', 'ada@acme.example'];
const LINK = /https:\/\/marginiq\.acme\.example\/admin\/password#\S+/g;

/** Below what is wrong with a call: how it is used. */
const hasUsage = (text: string) => text.includes('\n\nnpm run company -- ');

it('the command says how it is used', async () => {
  expect((await company()).out).toContain('npm run company -- <command>');
  expect((await company('people', '--help')).out).toContain('--file <people.csv>');
});

it.each<[words: string, args: readonly string[]]>([
  ['There is no command "crate"', ['crate']],
  ["Unknown option '--nmae'", ['create', '--nmae', 'x']],
  ['--company is missing', ['people']],
])('the command says under a call that is wrong (%s) how it is used', async (words, args) => {
  const { code, err } = await company(...args);
  expect([code, hasUsage(err)]).toEqual([1, true]);
  expect(err).toContain(words);
  expect(err).not.toMatch(/^\s+at /m);
});

it.each<[words: string, args: readonly string[]]>([
  ['--encoding says how', ['people', '--company', 'acme', '--file', 'p.csv', '--encoding', 'latin']],
  ['--address "acme" does not fit', ['create', ...ACME, ...ADA, '--address', 'acme']],
  ['--currency "EURO" does not fit', ['create', ...ACME.slice(0, 4), '--currency', 'EURO', '--locale', 'de_DE']],
  ['There is no company "nobody"', ['people', '--company', 'nobody', '--email', 'a@b.example']],
  ['npm run company -- create', ['rules', '--company', 'nobody']],
])('the command says what is wrong with what a call is about (%s), and no more', async (words, args) => {
  const { code, err } = await company(...args);
  expect([code, hasUsage(err)]).toEqual([1, false]);
  expect(err).toContain(words);
  expect(err).not.toMatch(/\[options\]|^\s+at /m);
  expect(await database.raw.collection('companies').countDocuments()).toBe(0);
});

it('the command says in one sentence that MongoDB is away', async () => {
  const away = await runCli(CLI, ['rules', '--company', 'acme'], {
    MONGODB_URI: 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=1',
  });
  expect(away.err).toMatch(/^MongoDB at MONGODB_URI does not answer .*\n$/);
});

const rules = (...args: string[]) => company('rules', '--company', 'acme', ...args);

it('the command makes a company, and no second one of its name', async () => {
  const made = await company('create', ...ACME, ...ADA);
  expect(made).toMatchObject({ code: 0, err: '' });
  expect(made.out.match(LINK)).toHaveLength(1);
  expect(made.out).toContain('Nothing is sold below cost');
  expect((await company('create', ...ACME, ...ADA)).err).toContain('already. Give another --short-name');
});

it('the command adds the people of a file, or names what is wrong with it, and gives another link', async () => {
  await writeFile(join(folder, 'people.csv'), 'email,name,role,team\nanna@acme.example,Anna,boss,North\n');
  const refused = await company('people', '--company', 'acme', '--file', 'people.csv');
  expect(refused.code).toBe(1);
  expect(refused.out).toContain('people.csv line 2, role: "boss" is none of salesperson, manager, admin');
  await writeFile(
    join(folder, 'people.csv'),
    'email,name,role,team\nanna@acme.example,Anna,sales,North\nmona@acme.example,Mona,manager,north\n',
  );
  const added = await company('people', '--company', 'ACME', '--file', 'people.csv');
  expect(added).toMatchObject({ code: 0, err: '' });
  expect(added.out.match(LINK)).toHaveLength(2);
  expect(added.out).toContain('New team: North\nanna@acme.example added as salesperson in North');
  const again = await company('people', '--company', 'acme', '--email', 'ANNA@acme.example', '--new-link');
  expect(again.out).toContain('anna@acme.example is there already, as salesperson');
  expect(again.out.match(LINK)).toHaveLength(1);
});

it('the command saves the rules to a new file only, and publishes nothing that is in force', async () => {
  expect((await rules('--save', 'rules.json')).code).toBe(0);
  expect((await rules('--save', 'rules.json')).err).toContain('is there already; give another name');
  const text = await readFile(join(folder, 'rules.json'), 'utf8');
  expect(JSON.parse((await rules()).out)).toEqual(JSON.parse(text));
  expect((await rules('--publish', 'rules.json')).out).toContain('nothing was published');
});

it('the command checks and publishes changed rules, and none that rest on older ones', async () => {
  const file = join(folder, 'rules.json');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('"maxDiscountPercent": 20', '"maxDiscountPercent": 200'));
  const wrong = await rules('--publish', 'rules.json');
  expect(wrong.code).toBe(1);
  expect(wrong.err).toContain('rule 1 ("Above 20 % an admin decides"), maxDiscountPercent must be at most 100');
  await writeFile(file, text.replace('"maxDiscountPercent": 20', '"maxDiscountPercent": 25'));
  expect((await rules('--check', 'rules.json')).out).toContain('changed rule: Above 20 % an admin decides');
  expect((await rules('--publish', 'rules.json')).out).toContain('Published: rules version 2.');
  // The file printed first is now based on an older version.
  expect((await rules('--publish', 'rules.json')).err).toContain(
    'made from rules 1 and limits 1, but 2 and 1 are in force',
  );
});

it('the command prints the schema of a file of rules without any MongoDB', async () => {
  const { out } = await runCli(CLI, ['rules', '--schema'], { MONGODB_URI: '' });
  expect(JSON.parse(out)).toMatchObject({ type: 'object' });
});

it('a file of people in an older encoding is read as the refusal advises', async () => {
  await writeFile(
    join(folder, 'older.csv'),
    Buffer.from('email,name,role,team\nuwe@acme.example,Uwe M\xFCller,sales,North\n', 'latin1'),
  );
  const older = (...args: string[]) => company('people', '--company', 'acme', '--file', 'older.csv', ...args);
  expect((await older()).out).toContain('--encoding windows-1252');
  expect((await older('--encoding', 'windows-1252')).out).toContain('uwe@acme.example added as salesperson in North');
  expect(await database.raw.collection('users').countDocuments({ name: 'Uwe Müller' } as never)).toBe(1);
});
