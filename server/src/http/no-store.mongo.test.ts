import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { afterAll, expect, test } from 'vitest';
import { tokenFor } from '../testing/callers.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

test.each([
  ['sync.pull', { protocol: PROTOCOL_VERSION, cursor: null }, 200],
  ['sync.pull', { protocol: 99, cursor: null }, 412],
  ['%73ync.pull', { protocol: PROTOCOL_VERSION, cursor: null }, 200],
  ['sync.stream', { protocol: PROTOCOL_VERSION }, 200],
  ['sync.stream', { protocol: 99 }, 200],
  ['sync%2Estream', { protocol: PROTOCOL_VERSION }, 200],
  ['admin.people', null, 403],
])('the answer of %s to %j is kept by no cache on its way or on the device', async (procedure, input, status) => {
  const company = await createTestCompany(api.services);
  const device = await TestDevice.register(company, company.person('Anna'));
  const headers = { authorization: `Bearer ${await tokenFor(api, device.claims(api.clock))}` };
  const query = input === null ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`;
  const ending = new AbortController();
  const response = await fetch(`${api.url}/trpc/${procedure}${query}`, { headers, signal: ending.signal });
  expect(response.status).toBe(status);
  expect(response.headers.get('cache-control')).toContain('no-store');
  ending.abort();
});
