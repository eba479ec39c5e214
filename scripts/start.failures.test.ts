import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { repoRoot } from './base/paths.mjs';

/** Each of these must be reported before the long steps, so none of them needs the network or a MongoDB. */
describe('npm start tells what is wrong in one line', { timeout: 30_000 }, () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mq-start-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function start(script: string, args: string[], env: NodeJS.ProcessEnv = {}) {
    const all = { ...process.env, MARGINIQ_PORT: '', MARGINIQ_DATA: join(folder, 'data'), MONGODB_URI: '', ...env };
    return new Promise<{ code: unknown; out: string; err: string }>((resolve) => {
      const file = join(repoRoot, 'scripts', script);
      execFile(process.execPath, [file, ...args], { env: all, cwd: folder }, (error, out, err) =>
        resolve({ code: error?.code ?? 0, out, err }),
      );
    });
  }

  async function listening(body: string) {
    const server = createServer((_request, response) => response.end(body)).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    return String((server.address() as AddressInfo).port);
  }

  test('an unknown option', async () => {
    expect(await start('start.mjs', ['--port=1'])).toEqual({
      code: 1,
      out: '',
      err: 'MarginIQ: Unknown option --port=1. Valid options: --no-demo, --no-open, --help.\n',
    });
  });

  test('an impossible port', async () => {
    const { code, err } = await start('start.mjs', [], { MARGINIQ_PORT: '99999' });
    expect(err).toBe(
      'MarginIQ: MARGINIQ_PORT is "99999", which is no port. Set a number from 1 to 65535, or unset it.\n',
    );
    expect(code).toBe(1);
  });

  test('a taken port', async () => {
    const port = await listening('something else');
    const { code, err } = await start('start.mjs', ['--no-open'], { MARGINIQ_PORT: port });
    expect(err).toBe(
      `MarginIQ: Port ${port} is taken by another program. Stop that one, or take another port: MARGINIQ_PORT=4410 npm start\n`,
    );
    expect(code).toBe(1);
  });

  test('a MarginIQ that is already there', async () => {
    const port = await listening('{"product":"MarginIQ","status":"ok"}');
    const { code, err } = await start('start.mjs', ['--no-open'], { MARGINIQ_PORT: port });
    expect(err).toContain(`a MarginIQ that is already running at http://127.0.0.1:${port}`);
    expect(code).toBe(1);
  });

  test('a data folder that cannot be written', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    const { code, err } = await start('start.mjs', [], { MARGINIQ_DATA: join(file, 'data') });
    expect(err).toBe(
      `MarginIQ: The data folder ${join(file, 'data')} cannot be written (ENOTDIR). Set MARGINIQ_DATA to a folder that can.\n`,
    );
    expect(code).toBe(1);
  });

  test('a second start on the same data', async () => {
    const port = await listening('{"product":"MarginIQ","status":"ok"}');
    const dataDir = mkdtempSync(join(folder, 'second-'));
    const { acquireLock } = await import('./base/lock-file.mjs');
    acquireLock(join(dataDir, 'marginiq.lock'));
    writeFileSync(join(dataDir, 'address.json'), JSON.stringify({ url: `http://127.0.0.1:${port}` }));
    const { code, err } = await start('start.mjs', [], { MARGINIQ_DATA: dataDir });
    expect(err).toMatch(/already running on .*second-.* at http:\/\/127\.0\.0\.1:\d+ \(process \d+\)\. Stop it first/);
    expect(code).toBe(1);
  });

  test('an unknown option of npm test', async () => {
    const { code, err } = await start('test.mjs', ['--fast']);
    expect(err).toBe('MarginIQ: Unknown option --fast. Valid options: --only <step>, --keep-going, --help.\n');
    expect(code).toBe(1);
  });

  test('help is no failure', async () => {
    const { code, out } = await start('start.mjs', ['--help']);
    expect(out).toContain('MARGINIQ_PORT');
    expect(code).toBe(0);
  });
});
