import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLog, readTail, rotateLog } from './log-file.mjs';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mq-log-'));
  file = join(folder, 'api.log');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a log rotates while it is written and never keeps more than two files', () => {
  const log = openLog(file, { limit: 100 });
  for (let index = 0; index < 50; index++) log.write(`line ${index} ${'x'.repeat(20)}`);
  log.close();
  expect(readdirSync(folder).sort()).toEqual(['api.log', 'api.log.1']);
  expect(readFileSync(file, 'utf8')).toContain('line 49');
});

test('a small log is appended to', () => {
  writeFileSync(file, 'before\n');
  const log = openLog(file);
  log.write('after');
  log.close();
  expect(readFileSync(file, 'utf8')).toBe('before\nafter\n');
  expect(rotateLog(file)).toBe(false);
});

test('the tail of a log larger than what is read at once', () => {
  writeFileSync(file, `${'y'.repeat(200_000)}\nlast but one\n\nlast\n`);
  expect(readTail(file, 2)).toEqual(['last but one', 'last']);
  expect(readTail(join(folder, 'missing'), 2)).toEqual([]);
});

test('a log that cannot be written is reported once and does not throw', () => {
  const errors: unknown[] = [];
  const log = openLog(file, { onError: (error) => errors.push(error) });
  log.close();
  log.write('one');
  log.write('two');
  expect(errors).toHaveLength(1);
});
