import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createReporter } from '../base/reporter.mjs';
import { ensureInstalled, isInstalled } from './install.mjs';

const log = createReporter({ write: () => undefined });
let root: string;
let runs: string[][];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mq-install-'));
  writeFileSync(join(root, 'package-lock.json'), '{"lockfileVersion":3}');
  runs = [];
});
afterEach(() => rmSync(root, { recursive: true }));

function npmThat(code: number, tail: string[] = []) {
  return (_command: string, args: readonly string[]) => {
    runs.push([...args]);
    mkdirSync(join(root, 'node_modules'), { recursive: true });
    return Promise.resolve({ code, tail });
  };
}

test('the start installs once, and again when the lock has changed', async () => {
  expect(isInstalled(root)).toBe(false);
  expect(await ensureInstalled({ root, log, run: npmThat(0) })).toBe(true);
  expect(isInstalled(root)).toBe(true);
  expect(await ensureInstalled({ root, log, run: npmThat(0) })).toBe(false);
  writeFileSync(join(root, 'package-lock.json'), '{"lockfileVersion":3,"changed":true}');
  expect(await ensureInstalled({ root, log, run: npmThat(0) })).toBe(true);
  expect(runs).toHaveLength(2);
  expect(runs[0]).toContain('ci');
});

test('a failed install counts as none and shows what npm said first', async () => {
  const said = [
    'npm warn old lockfile',
    'npm error code E404',
    'npm error 404 Not found',
    'npm error',
    'npm error A log',
  ];
  const work = ensureInstalled({ root, log, run: npmThat(1, said) });
  await expect(work).rejects.toMatchObject({
    name: 'UserError',
    message: expect.stringMatching(/npm could not install.*exit code 1/),
    details: ['npm error code E404', 'npm error 404 Not found', 'npm error A log'],
  });
  expect(isInstalled(root)).toBe(false);
});

test('a clone without its lock says so', async () => {
  rmSync(join(root, 'package-lock.json'));
  await expect(ensureInstalled({ root, log, run: npmThat(0) })).rejects.toThrow('package-lock.json is missing');
});
