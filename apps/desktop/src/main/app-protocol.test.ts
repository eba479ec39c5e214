import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createAppProtocol } from './app-protocol.ts';

function makeProtocol() {
  const folder = mkdtempSync(join(tmpdir(), 'marginiq-app-'));
  const root = join(folder, 'renderer');
  mkdirSync(join(root, 'assets'), { recursive: true });
  writeFileSync(join(root, 'index.html'), '<title>MarginIQ</title>');
  writeFileSync(join(root, 'assets', 'a.js'), 'ok');
  writeFileSync(join(folder, 'secret.js'), 'secret');
  mkdirSync(join(folder, 'renderer-other'));
  writeFileSync(join(folder, 'renderer-other', 'b.js'), 'secret');
  const answer = createAppProtocol(root, 'https://marginiq.example');
  return async (address: string) => {
    const response = await answer(new Request(address));
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
}

describe('app://marginiq', () => {
  it('app://marginiq serves the page, its files, and the page for every path in it', async () => {
    const get = makeProtocol();
    expect(await get('app://marginiq/')).toMatchObject({ status: 200, text: '<title>MarginIQ</title>' });
    expect(await get('app://marginiq/requests/1')).toMatchObject({ status: 200, text: '<title>MarginIQ</title>' });
    expect((await get('app://marginiq/assets/a.js')).headers.get('content-type')).toContain('javascript');
    expect((await get('app://marginiq/assets/none.js')).status).toBe(404);
  });

  it('app://marginiq reads nothing outside of its folder', async () => {
    const get = makeProtocol();
    for (const path of [
      '../secret.js',
      '..%2fsecret.js',
      '%2e%2e/secret.js',
      '..%2frenderer-other%2fb.js',
      'assets/..%2f..%2fsecret.js',
    ]) {
      expect((await get(`app://marginiq/${path}`)).text).not.toContain('secret');
    }
    expect((await get('app://elsewhere/index.html')).status).toBe(404);
  });

  it('app://marginiq answers a malformed escape with 404, and never throws', async () => {
    const get = makeProtocol();
    for (const path of ['%', '%zz', '%E0%A4%A', 'assets/%c0%af', 'a.js%', '%00', 'assets/a.js%00.html']) {
      expect((await get(`app://marginiq/${path}`)).status).toBe(404);
    }
  });

  it('app://marginiq lets the page run its own code only, and call one server', async () => {
    const policy = (await makeProtocol()('app://marginiq/')).headers.get('content-security-policy');
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("connect-src 'self' https://marginiq.example");
  });
});
