import { describe, expect, test } from 'vitest';
import { createBareServer } from '../testing/bare-server.ts';

const PAGE = '<!doctype html><title>MarginIQ</title>';
const APP = { 'index.html': PAGE, 'assets/main-4f2a.js': 'export {};', 'sw.js': '// worker' };

describe('the apps', () => {
  test('the apps are found from the root', async () => {
    await using bare = await createBareServer({ desktop: APP });
    const root = await bare.server.inject('/');
    expect([root.statusCode, root.headers.location]).toEqual([302, '/app/']);
    expect((await bare.server.inject('/app')).headers.location).toBe('/app/');
  });

  test.each(['/app/', '/app/requests/new', '/app/index.html'])('show their page at %s, always fresh', async (url) => {
    await using bare = await createBareServer({ desktop: APP });
    const answer = await bare.server.inject(url);
    expect([answer.statusCode, answer.body]).toEqual([200, PAGE]);
    expect(answer.headers['cache-control']).toBe('no-cache');
    expect(answer.headers['content-type']).toMatch(/^text\/html/);
  });

  test('keep hashed files for ever, and the service worker fresh', async () => {
    await using bare = await createBareServer({ desktop: APP });
    const asset = await bare.server.inject('/app/assets/main-4f2a.js');
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(asset.headers['content-type']).toMatch(/javascript/);
    expect((await bare.server.inject('/app/sw.js')).headers['cache-control']).toBe('no-cache');
  });

  test('the apps do not answer a missing script with a page', async () => {
    await using bare = await createBareServer({ desktop: APP });
    const answer = await bare.server.inject('/app/assets/main-gone.js');
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).not.toContain('<!doctype html>');
  });

  test('give nothing from outside their folder', async () => {
    await using bare = await createBareServer({ desktop: APP, admin: APP });
    for (const path of [
      '../secret.txt',
      '..%2fsecret.txt',
      '%2e%2e/secret.txt',
      '..\\secret.txt',
      '%252e%252e/secret.txt',
    ]) {
      const answer = await bare.server.inject(`/app/${path}`);
      expect(answer.body, path).not.toContain('a secret');
    }
  });

  test('apps that are not built say so, and how to build them', async () => {
    await using bare = await createBareServer({ desktop: APP });
    const answer = await bare.server.inject('/admin/');
    expect(answer.statusCode).toBe(503);
    expect(answer.body).toBe('The MarginIQ admin console is not built. Run "npm run build" and start again.');
  });
});

describe('the security headers', () => {
  test.each(['/app/', '/app/assets/main-4f2a.js', '/admin/', '/health', '/trpc/nothing'])(
    'the security headers are sent with %s',
    async (url) => {
      await using bare = await createBareServer({ desktop: APP, admin: APP });
      const { headers } = await bare.server.inject(url);
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'self'");
      expect(policy).toMatch(/script-src 'self'(;|$)/);
      expect(policy).toContain("object-src 'none'");
      expect(policy).toMatch(/frame-ancestors '(self|none)'/);
      expect(policy).not.toContain('upgrade-insecure-requests');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['x-frame-options']).toBe('SAMEORIGIN');
      expect(headers['referrer-policy']).toBe('no-referrer');
    },
  );
});

describe('other origins', () => {
  const preflight = (origin: string) => ({
    method: 'OPTIONS' as const,
    url: '/trpc/sync.push',
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
  });

  test('the desktop program may call', async () => {
    await using bare = await createBareServer();
    const { headers } = await bare.server.inject(preflight('app://marginiq'));
    expect(headers['access-control-allow-origin']).toBe('app://marginiq');
    expect(headers['access-control-allow-headers']).toContain('authorization');
    expect(headers['access-control-allow-credentials']).toBeUndefined();
  });

  test.each(['https://evil.example', 'null', 'app://marginiq.evil', 'http://127.0.0.1:4400'])(
    '%s may not',
    async (origin) => {
      await using bare = await createBareServer();
      const allowed = (await bare.server.inject(preflight(origin))).headers['access-control-allow-origin'];
      expect(['app://marginiq', undefined]).toContain(allowed);
      const { headers } = await bare.server.inject({ url: '/health', headers: { origin } });
      expect(['app://marginiq', undefined]).toContain(headers['access-control-allow-origin']);
    },
  );
});
