import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { expect, onTestFinished, test } from 'vitest';
import { tokenFor } from '../testing/callers.ts';
import { credentials } from '../testing/http-call.ts';
import { startMongoProxy } from '../testing/tcp-proxy.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { testMongoUri } from '../testing/test-database.ts';
import { TestDevice } from '../testing/test-device.ts';

async function start() {
  const proxy = await startMongoProxy(testMongoUri());
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  const api = await startTestApi({ mongoUri: proxy.uri });
  onTestFinished(async () => {
    proxy.mend();
    await api[Symbol.asyncDispose]();
  });
  const company = await createTestCompany(api.services);
  const ada = await TestDevice.register(company, company.person('Ada'));
  return { proxy, api, company, ada, token: await tokenFor(api, ada.claims(api.clock)) };
}

test('while MongoDB is away every call is asked to come again, and none is told that something failed', async () => {
  const { proxy, api, company, ada, token } = await start();
  const headers = { authorization: `Bearer ${token}` };
  const protocol = PROTOCOL_VERSION;
  const query = (path: string, input: object | null) => {
    const asked = input === null ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`;
    return api.server.inject({ url: `/trpc/${path}${asked}`, headers });
  };
  const change = (path: string, payload: object) =>
    api.server.inject({ method: 'POST', url: `/trpc/${path}`, headers, payload });
  proxy.cut();
  const ownerId = company.person('Bert').id;
  const refreshToken = `${company.id}.${'a'.repeat(43)}`;
  const calls = {
    'sync.pull': query('sync.pull', { protocol, cursor: null }),
    'sync.push': change('sync.push', { protocol, deviceId: ada.id, commands: [] }),
    'admin.people': query('admin.people', null),
    'admin.reassign': change('admin.reassign', { customerIds: [], requestIds: [], ownerId }),
    'auth.login': change('auth.login', credentials(company, company.person('Anna'))),
    'auth.refresh': change('auth.refresh', { client: 'desktop', refreshToken }),
  };
  for (const [path, call] of Object.entries(calls)) {
    const answer = await call;
    expect([answer.statusCode, answer.headers['retry-after']], path).toEqual([503, '5']);
    expect(answer.json().error.data, path).toMatchObject({ error: { code: 'busy' }, steer: 'busy' });
  }
  const stream = await query('sync.stream', { protocol });
  expect(stream.body).toContain('"error":{"code":"busy"}');
}, 60_000);
