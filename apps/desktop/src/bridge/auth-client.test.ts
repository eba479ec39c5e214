import { v7 } from 'uuid';
import { afterEach, expect, it, vi } from 'vitest';
import { AuthClient, type DeviceProofs } from './auth-client.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

const deviceId = v7();
const anna = { company: 'nordlicht', email: 'anna@nordlicht.example', password: 'wrong', deviceId };
const program = { deviceName: 'laptop', tokenTransport: 'body' as const };

/** A server that refuses every sign-in in one way, and gives the device a proof each time. */
function stubServer(code: string, httpStatus: number) {
  const shown: (string | null)[] = [];
  vi.stubGlobal('fetch', async (_input: unknown, init: RequestInit) => {
    shown.push(new Headers(init.headers).get('x-marginiq-device'));
    const error = { message: 'no', code: -32001, data: { code, httpStatus } };
    const headers = { 'content-type': 'application/json', 'x-marginiq-device': `proof ${shown.length}` };
    return new Response(JSON.stringify({ error }), { status: httpStatus, headers });
  });
  return shown;
}

it('a device shows at each sign-in what the server gave it at the one before', async () => {
  const shown = stubServer('UNAUTHORIZED', 401);
  const kept = new Map<string, string>();
  const proofs: DeviceProofs = { read: (id) => kept.get(id) ?? null, keep: (id, proof) => void kept.set(id, proof) };
  const client = new AuthClient({ serverUrl: 'http://host', now: Date.now, proofs });
  for (let time = 0; time < 3; time += 1) await client.login(anna, program);
  await client.login({ ...anna, deviceId: v7() }, program);
  expect(shown).toEqual([null, 'proof 1', 'proof 2', null]);
});

it.each([
  ['UNPROCESSABLE_CONTENT', 422, 'tooManyDevices'],
  ['SERVICE_UNAVAILABLE', 503, 'busy'],
])('%s is reported as what it means', async (code, status, fault) => {
  const shown = stubServer(code, status);
  const client = new AuthClient({ serverUrl: 'http://host', now: Date.now });
  expect(await client.login(anna, program)).toMatchObject({ ok: false, fault });
  expect(shown).toEqual([null]);
});

it.each([
  ['INTERNAL_SERVER_ERROR', 500, '0193-a1'],
  ['SERVICE_UNAVAILABLE', 503, undefined],
])('%s carries the reference %s %s', async (code, httpStatus, reference) => {
  const error = { message: 'no', code: -32603, data: { code, httpStatus, requestId: '0193-a1' } };
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify({ error }), { status: httpStatus }));
  const client = new AuthClient({ serverUrl: 'http://host', now: Date.now });
  const result = await client.login(anna, program);
  expect('reference' in result ? result.reference : undefined).toBe(reference);
});

it.each(['busy', 'moved'])('a sign-in that is refused as %s is retried before anybody is told', async (steer) => {
  vi.useFakeTimers();
  let asked = 0;
  vi.stubGlobal('fetch', async () => {
    asked += 1;
    const error = { message: 'no', code: -32603, data: { code: 'SERVICE_UNAVAILABLE', httpStatus: 503, steer } };
    return new Response(JSON.stringify({ error }), { status: 503, headers: { 'retry-after': '1' } });
  });
  const client = new AuthClient({ serverUrl: 'http://host', now: Date.now });
  const result = client.login(anna, program);
  await vi.advanceTimersByTimeAsync(10_000);
  vi.useRealTimers();
  expect(await result).toMatchObject({ ok: false, fault: 'busy', retryAfterMs: 1_000 });
  expect(asked).toBe(3);
});
