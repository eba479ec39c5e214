import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { lastWordsOfMongod } from './mongod-log.mjs';

function logWith(...lines: unknown[]) {
  const folder = mkdtempSync(join(tmpdir(), 'mq-mongod-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'mongod.log');
  writeFileSync(file, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
  return file;
}

test('errors stand out from the rest, with their cause', () => {
  const file = logWith(
    { s: 'I', msg: 'Waiting for connections' },
    { s: 'E', msg: 'WiredTiger error', attr: { error: 28, message: 'No space left on device' } },
    { s: 'F', msg: 'Fatal assertion', attr: { error: 'UnknownError: -31804' } },
    { s: 'I', msg: 'now exiting' },
    'terminate() called',
  );
  expect(lastWordsOfMongod(file)).toEqual([
    'WiredTiger error: 28: No space left on device',
    'Fatal assertion: UnknownError: -31804',
    'terminate() called',
  ]);
});

test('the last words are shown where there are no errors', () => {
  expect(lastWordsOfMongod(logWith({ s: 'I', msg: 'a' }, { s: 'I', msg: 'b' }))).toEqual(['a', 'b']);
  expect(lastWordsOfMongod('/not/there')).toEqual([]);
});
