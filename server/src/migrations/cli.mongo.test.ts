import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { runCli } from '../testing/run-cli.ts';
import { createTestDatabase, testMongoUri } from '../testing/test-database.ts';

const database = await createTestDatabase();
afterAll(() => database[Symbol.asyncDispose]());

const migrate = (...args: string[]) =>
  runCli(fileURLToPath(new URL('cli.ts', import.meta.url)), args, {
    MONGODB_URI: testMongoUri(),
    MARGINIQ_DATABASE: database.name,
  });

test('says how it is used, and what is wrong with a call, without a stack', async () => {
  expect((await migrate()).out).toContain('npm run migrate -- <command>');
  for (const [args, words] of [
    [['contrakt'], 'There is no command "contrakt"'],
    [['run', '--dryrun'], 'There is no option "--dryrun"'],
  ] as const) {
    const { code, err } = await migrate(...args);
    expect(code).toBe(1);
    expect(err).toContain(words);
    expect(err).not.toMatch(/^\s+at /m);
  }
});

test('every command works on a new database', async () => {
  for (const args of [['status'], ['status', '--dry-run'], ['run', '--dry-run'], ['run'], ['contract', '--dry-run'], ['contract']]) {
    const { code, out, err } = await migrate(...args);
    expect({ code, err }, args.join(' ')).toEqual({ code: 0, err: '' });
    expect(out).not.toBe('');
  }
});
