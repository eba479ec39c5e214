import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { isRunning } from '../base/processes.mjs';
import { createReporter } from '../base/reporter.mjs';
import { endLeftovers, forgetChild, recordChild } from './leftovers.mjs';

let dataDir: string;
let lines: string[];
const log = createReporter({ write: (text) => lines.push(text) });

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'mq-left-'));
  lines = [];
});
afterEach(() => rmSync(dataDir, { recursive: true }));

async function longRunning() {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  if (child.pid === undefined) throw new Error('no pid');
  return child.pid;
}

test('a child on record is ended and said so', async () => {
  const pid = await longRunning();
  recordChild(dataDir, 'api', pid);
  await endLeftovers(dataDir, log);
  expect(isRunning(pid)).toBe(false);
  expect(lines).toEqual([`Stopped the api (process ${pid}) of a start that was killed.\n`]);
});

test.runIf(process.platform === 'linux')('a program that got the pid since is left alone', async () => {
  const pid = await longRunning();
  writeFileSync(join(dataDir, 'processes.json'), JSON.stringify({ api: { pid, startMark: '17' } }));
  await endLeftovers(dataDir, log);
  expect(isRunning(pid)).toBe(true);
});

test('a child that ended as it should, and a damaged record, leave nothing to do', async () => {
  const pid = await longRunning();
  recordChild(dataDir, 'worker', pid);
  forgetChild(dataDir, 'worker');
  await endLeftovers(dataDir, log);
  writeFileSync(join(dataDir, 'processes.json'), '{"api":');
  await endLeftovers(dataDir, log);
  expect(isRunning(pid)).toBe(true);
  expect(lines).toEqual([]);
});
