import { fileURLToPath } from 'node:url';
import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { expect, onTestFinished, test } from 'vitest';
import { httpClient, tokenFor } from '../testing/callers.ts';
import { eventually } from '../testing/eventually.ts';
import { openRaw, postHead } from '../testing/raw-connection.ts';
import { runCli } from '../testing/run-cli.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { testMongoUri } from '../testing/test-database.ts';
import { TestDevice } from '../testing/test-device.ts';
import { TestListener } from '../testing/test-listener.ts';
import { beginMaintenance, endMaintenance } from './maintenance-switch.ts';

const pull = { protocol: PROTOCOL_VERSION, cursor: null };

async function start() {
  const api = await startTestApi();
  onTestFinished(() => api[Symbol.asyncDispose]());
  const company = await createTestCompany(api.services);
  const anna = await TestDevice.register(company, company.person('Anna'));
  return { api, anna, token: await tokenFor(api, anna.claims(api.clock)) };
}

const isRefused = (api: TestApi) => eventually('the maintenance', () => api.services.maintenance.refusal !== null);
const isTaken = (api: TestApi) => eventually('the end of it', () => api.services.maintenance.refusal === null);

test('under maintenance every call is refused with the time to wait, streams end, and afterwards all is as before', async () => {
  const { api, anna, token } = await start();
  const listener = await TestListener.open(api, anna);
  onTestFinished(() => listener.close());
  const { database, clock } = api.services;
  await beginMaintenance(database, { clock, minutes: 30, reason: 'a new disk' });
  await isRefused(api);
  const told = { code: 'SERVICE_UNAVAILABLE', steer: 'maintenance', waitSeconds: 1_800 };
  await expect(httpClient(api.url, token).sync.pull.query(pull)).rejects.toMatchObject({ data: told });
  const login = await fetch(`${api.url}/trpc/auth.login`, { method: 'POST' });
  expect([login.status, login.headers.get('retry-after')]).toEqual([503, '60']);
  await listener.ended;
  expect(api.services.streams.count).toBe(0);
  expect(await (await fetch(`${api.url}/ready`)).json()).toEqual({ ready: false, why: 'maintenance' });
  // It lives, and says nothing else than before.
  expect((await fetch(`${api.url}/health`)).status).toBe(200);

  // Later than was said, nobody knows how long it still takes.
  api.clock.advance({ minutes: 31 });
  expect(api.services.maintenance.refusal).toMatchObject({ retryAfterSeconds: 30, answer: { code: 'maintenance' } });
  expect(api.services.maintenance.refusal?.answer).not.toHaveProperty('waitSeconds');
  await endMaintenance(database);
  await isTaken(api);
  const fresh = await tokenFor(api, anna.claims(api.clock));
  await expect(httpClient(api.url, fresh).sync.pull.query(pull)).resolves.toMatchObject({ reset: true });
});

test('a push whose body was still on its way when the maintenance began is refused, and nothing of it is written', async () => {
  const { api, anna, token } = await start();
  const { database, clock } = api.services;
  const body = JSON.stringify({ protocol: PROTOCOL_VERSION, deviceId: anna.id, commands: [anna.submit()] });
  const head = postHead('/trpc/sync.push', { authorization: `Bearer ${token}`, 'content-length': body.length });
  const raw = openRaw(api.url, head + body.slice(0, 50));
  onTestFinished(() => void raw.socket.destroy());
  await eventually('the push to have begun', () => api.services.lifecycle.underWay('call') === 1);
  await beginMaintenance(database, { clock, minutes: 30, reason: 'a new disk' });
  await isRefused(api);
  raw.socket.write(body.slice(50));
  const text = await eventually('the answer', () => raw.text().includes('}}}') && raw.text());
  expect(text).toMatch(/^HTTP\/1\.1 503 /);
  expect(text).toMatch(/retry-after: 60/i);
  expect(text).toContain('"steer":"maintenance"');
  expect(await api.database.raw.collection('commands').countDocuments()).toBe(0);
});

test('a push that was let in before the maintenance, and waits, is refused, and nothing of it is written', async () => {
  const { api, anna } = await start();
  const { database, clock } = api.services;
  await beginMaintenance(database, { clock, minutes: 30, reason: 'a new disk' });
  await isRefused(api);
  // Behind the door, as a call that was let in before.
  await expect(anna.push(api, [anna.submit()])).rejects.toMatchObject({ answer: { code: 'maintenance' } });
  expect(await api.database.raw.collection('commands').countDocuments()).toBe(0);
});

test('a stream that is opened while the maintenance begins is refused, because none is open during it', async () => {
  const { api, anna } = await start();
  const { database, clock } = api.services;
  await beginMaintenance(database, { clock, minutes: 30, reason: 'a new disk' });
  await isRefused(api);
  // Behind the door, as a call that was let in before.
  const opened = anna.on(api).sync.stream({ protocol: PROTOCOL_VERSION });
  await expect(opened).rejects.toMatchObject({ answer: { code: 'maintenance', waitSeconds: 1_800 } });
  expect(api.services.streams.count).toBe(0);
});

test('an operator begins and ends it by a command', async () => {
  const { api } = await start();
  const run = (...args: string[]) =>
    runCli(fileURLToPath(new URL('./maintenance.ts', import.meta.url)), args, {
      MONGODB_URI: testMongoUri(),
      MARGINIQ_DATABASE: api.database.name,
    });
  const on = await run('on', '--minutes', '10', 'a new disk');
  expect(on).toMatchObject({ code: 0, out: expect.stringContaining('under maintenance until ') });
  await isRefused(api);
  expect((await run('status')).out).toContain(': a new disk');
  expect(await run('off')).toMatchObject({ code: 0, out: expect.stringContaining('is over') });
  await isTaken(api);
  expect(await run('on', '--minutes', 'soon')).toMatchObject({
    code: 1,
    err: expect.stringContaining('--minutes must be a whole number'),
  });
  expect(api.services.maintenance.refusal).toBeNull();
  expect((await run('of')).code).toBe(2);
}, 60_000);
