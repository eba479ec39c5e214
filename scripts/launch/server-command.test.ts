import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { UserError } from '../base/user-error.mjs';
import { StopRequested } from '../bootstrap/stop-signal.mjs';
import { runServerCommand } from './server-command.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mq-command-'));
  vi.stubEnv('MONGODB_URI', 'mongodb://127.0.0.1:1');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** A command that writes its pid into a file once it is ready, and then does what `source` says. */
function command(source: string) {
  const [script, ready] = [join(folder, 'command.mjs'), join(folder, 'ready')];
  writeFileSync(
    script,
    `import { writeFileSync } from 'node:fs'; ${source}\nwriteFileSync(${JSON.stringify(ready)}, String(process.pid));`,
  );
  const isReady = () => vi.waitFor(() => expect(readFileSync(ready, 'utf8')).not.toBe(''), { timeout: 10_000 });
  return { script, isReady, pid: () => Number(readFileSync(ready, 'utf8')) };
}
const forEver = 'setInterval(() => undefined, 1000);';

test('a command that is asked to stop is passed the signal, and its own exit code is kept', async () => {
  const stopped = join(folder, 'stopped');
  const onStop = `process.on('SIGTERM', () => { writeFileSync(${JSON.stringify(stopped)}, ''); process.exit(7); });`;
  const { script, isReady } = command(`${onStop} ${forEver}`);
  const stopping = new AbortController();
  const code = runServerCommand(script, [], { signal: stopping.signal });
  await isReady();
  stopping.abort(new StopRequested());
  expect(await code).toBe(7);
  expect(existsSync(stopped)).toBe(true);
});

test('a command that ends by the signal it was passed was stopped, not killed', async () => {
  const { script, isReady } = command(forEver);
  const stopping = new AbortController();
  const code = runServerCommand(script, [], { signal: stopping.signal });
  await isReady();
  stopping.abort(new StopRequested());
  await expect(code).rejects.toThrow(StopRequested);
});

test('a command that somebody else killed is reported with what that means', async () => {
  const { script, isReady, pid } = command(forEver);
  const code = runServerCommand(script, [], { signal: new AbortController().signal, whenKilled: 'Run it again.' });
  const failed = expect(code).rejects.toThrow(new UserError('The command was killed (SIGKILL). Run it again.'));
  await isReady();
  process.kill(pid(), 'SIGKILL');
  await failed;
});

test('a command notices when the process that started it is gone', async () => {
  const { script } = command(`process.exitCode = process.connected ? 3 : 4; process.channel?.unref();`);
  expect(await runServerCommand(script, [], { signal: new AbortController().signal })).toBe(3);
});
