import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { isRunning } from '../base/processes.mjs';
import type { UserError } from '../base/user-error.mjs';
import { superviseChild } from './supervised-child.mjs';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mq-child-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function supervise(source: string) {
  const file = join(folder, 'api.mjs');
  writeFileSync(file, source);
  const seen = { printed: [] as string[], messages: [] as string[], pids: [] as number[], lost: [] as UserError[] };
  const logFile = join(folder, 'api.log');
  const child = superviseChild(
    { name: 'api', args: [file], env: process.env, cwd: folder, logFile },
    {
      print: (text) => seen.printed.push(text),
      onMessage: (msg) => seen.messages.push(msg),
      onStarted: (pid) => seen.pids.push(pid),
      onLost: (error) => seen.lost.push(error),
    },
  );
  child.start();
  onTestFinished(() => child.stop());
  return { child, seen, readLog: () => readFileSync(logFile, 'utf8') };
}

const logLine = (level: number, msg: string) => `console.log(JSON.stringify({ level: ${level}, msg: '${msg}' }));`;
const forEver = 'setInterval(() => undefined, 1000);';

test('everything goes to the log, only errors to the console', async () => {
  const { seen, readLog } = supervise(
    `${logLine(30, 'ready')} ${logLine(50, 'bad')} console.error('to stderr'); ${forEver}`,
  );
  await vi.waitFor(() => expect(readLog()).toContain('to stderr'), { timeout: 5_000 });
  expect(seen.messages).toEqual(['ready', 'bad']);
  expect(seen.printed).toEqual(['api: bad']);
});

test('a child that dies is started again and said so', async () => {
  const { seen } = supervise(`${logLine(30, 'up')} ${forEver}`);
  await vi.waitFor(() => expect(seen.messages).toHaveLength(1), { timeout: 5_000 });
  process.kill(seen.pids[0] ?? 0, 'SIGKILL');
  await vi.waitFor(() => expect(seen.messages).toHaveLength(2), { timeout: 5_000 });
  expect(seen.printed).toEqual(['The api ended unexpectedly (killed by SIGKILL); starting it again (1 of 3).']);
});

test('one that keeps dying is given up with the last lines of its log', { timeout: 20_000 }, async () => {
  const { seen } = supervise(`console.error('MARGINIQ_X is missing'); process.exit(7);`);
  await vi.waitFor(() => expect(seen.lost).toHaveLength(1), { timeout: 15_000 });
  expect(seen.printed).toHaveLength(3);
  expect(seen.lost[0]?.message).toMatch(/The api keeps ending \(exit code 7\)/);
  expect(seen.lost[0]?.details).toContain('MARGINIQ_X is missing');
});

test('stop ends it and does not start it again', async () => {
  const { child, seen } = supervise(`${logLine(30, 'up')} ${forEver}`);
  await vi.waitFor(() => expect(seen.messages).toHaveLength(1), { timeout: 5_000 });
  await child.stop();
  expect(seen.pids.map(isRunning)).toEqual([false]);
  expect(seen.printed).toEqual([]);
});

test('the child learns of its launcher’s end by the channel', async () => {
  const { seen } = supervise(
    `console.log(JSON.stringify({ level: 30, msg: process.connected ? 'has channel' : 'none' })); ${forEver}`,
  );
  await vi.waitFor(() => expect(seen.messages).toEqual(['has channel']), { timeout: 5_000 });
});
