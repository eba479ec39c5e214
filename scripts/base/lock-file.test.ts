import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireLock } from './lock-file.mjs';
import { processStartMark } from './processes.mjs';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mq-lock-'));
  file = join(folder, 'one.lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a lock file has only one holder at a time, and the next one after the release', () => {
  const first = acquireLock(file);
  expect(first.held).toBe(true);
  const second = acquireLock(file);
  expect(second).toMatchObject({ held: false, holder: { pid: process.pid } });
  if (first.held) first.release();
  expect(existsSync(file)).toBe(false);
  expect(acquireLock(file).held).toBe(true);
});

test('the lock of a process that is gone is taken over', () => {
  writeFileSync(file, JSON.stringify({ pid: 2 ** 22 - 1, startMark: '1' }));
  expect(acquireLock(file).held).toBe(true);
});

test.runIf(process.platform === 'linux')('a pid that another program got since does not hold the lock', () => {
  writeFileSync(file, JSON.stringify({ pid: process.pid, startMark: `${processStartMark(process.pid)}0` }));
  expect(acquireLock(file).held).toBe(true);
});

test('a damaged lock is taken over', () => {
  writeFileSync(file, '{"pi');
  expect(acquireLock(file).held).toBe(true);
});

test('nothing else is left beside the lock', () => {
  acquireLock(file);
  acquireLock(file);
  expect(readdirSync(folder)).toEqual(['one.lock']);
});
