import { type IncomingMessage, request } from 'node:http';
import { afterAll, describe, expect, test } from 'vitest';
import { tokenFor } from '../testing/callers.ts';
import { eventually } from '../testing/eventually.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

async function anna() {
  const company = await createTestCompany(api.services);
  const device = await TestDevice.register(company, company.person('Anna'));
  return { company, device, token: await tokenFor(api, device.claims(api.clock)) };
}

function get(path: string, headers: Record<string, string>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request(`${api.url}${path}`, { headers }, resolve);
    sent.on('error', reject);
    sent.end();
  });
}

describe('the stream on the wire', () => {
  test('the stream on the wire is not held back by compression, whatever the client would take', async () => {
    const { company, device, token } = await anna();
    const path = `/trpc/sync.stream?input=${encodeURIComponent(JSON.stringify({ protocol: 1 }))}`;
    const response = await get(path, {
      authorization: `Bearer ${token}`,
      accept: 'text/event-stream',
      'accept-encoding': 'br, gzip, deflate',
      origin: 'app://marginiq',
    });
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toMatch(/^text\/event-stream/);
    expect(response.headers['content-encoding']).toBeUndefined();
    // No proxy on the way may collect it, and no cache keep it.
    expect(response.headers['x-accel-buffering']).toBe('no');
    expect(response.headers['cache-control']).toContain('no-store');
    expect(response.headers['access-control-allow-origin']).toBe('app://marginiq');

    let text = '';
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      text += chunk;
    });
    await eventually('the first item', async () => text.includes(`{"seq":${await company.seq()}}`), 2_000);
    await device.push(api, [device.submit()]);
    await eventually('news', async () => text.includes(`{"seq":${await company.seq()}}`), 2_000);
    response.destroy();
  });

  test('the stream on the wire leaves nothing behind when the client goes', async () => {
    const { device, token } = await anna();
    const path = `/trpc/sync.stream?input=${encodeURIComponent(JSON.stringify({ protocol: 1 }))}`;
    const connections = () =>
      new Promise<number>((resolve, reject) =>
        api.server.server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      );
    const before = await connections();
    const responses = await Promise.all([1, 2, 3].map(() => get(path, { authorization: `Bearer ${token}` })));
    expect(await connections()).toBe(before + 3);
    for (const response of responses) response.destroy();
    await eventually('the connections to be gone', async () => (await connections()) === before);
    await device.push(api, [device.submit()]);
  });

  test.each([
    [{ protocol: 99 }, 'PRECONDITION_FAILED'],
    [{ protocol: 'x' }, 'BAD_REQUEST'],
    [null, 'BAD_REQUEST'],
  ])('the stream on the wire that is refused for %j says so as tRPC does', async (input, code) => {
    const { token } = await anna();
    const path = `/trpc/sync.stream?input=${encodeURIComponent(JSON.stringify(input))}`;
    const response = await get(path, { authorization: `Bearer ${token}`, accept: 'text/event-stream' });
    let text = '';
    for await (const chunk of response) text += String(chunk);
    expect(text).toContain('event: serialized-error');
    expect(text).toContain(`"code":"${code}"`);
  });
});

test('a page of changes is compressed', async () => {
  const { token } = await anna();
  const path = `/trpc/sync.pull?input=${encodeURIComponent(JSON.stringify({ protocol: 1, cursor: null }))}`;
  const response = await get(path, { authorization: `Bearer ${token}`, 'accept-encoding': 'br' });
  let bytes = 0;
  for await (const chunk of response) bytes += (chunk as Buffer).length;
  expect(response.headers['content-encoding']).toBe('br');
  expect(bytes).toBeLessThan(5_000);
});
