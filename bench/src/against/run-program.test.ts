import { expect, it } from 'vitest';
import { isRunning } from './is-running.ts';
import { runProgram } from './run-program.ts';

const node = (script: string) => [process.execPath, '-e', script];
const options = (signal = new AbortController().signal) => ({ cwd: process.cwd(), signal });

it('a program gives its lines, and one that fails the end of what it said', async () => {
  expect(await runProgram(node('console.log("a\\nb")'), options())).toEqual(['a', 'b']);
  await expect(runProgram(node('console.error("no disk"); process.exit(3)'), options())).rejects.toThrow(
    /\(3\):\nno disk/,
  );
});

it('a stop ends the program and what it started', async () => {
  const controller = new AbortController();
  // The grandchild would hold the output open for an hour.
  const script = `
    const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 3600e3)'], { stdio: 'inherit' });
    console.log(child.pid);
    setTimeout(() => {}, 3600e3);`;
  const pids: number[] = [];
  const onLine = (line: string) => {
    pids.push(Number(line));
    controller.abort(new Error('stopped'));
  };
  await expect(runProgram(node(script), { ...options(controller.signal), onLine })).rejects.toThrow('stopped');
  expect(pids).toHaveLength(1);
  await expect.poll(() => isRunning(pids[0] ?? 0)).toBe(false);
});
