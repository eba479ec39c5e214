import { describe, expect, onTestFinished, test } from 'vitest';
import { type AccessClaims, AccessTokens } from '../auth/access-tokens.ts';
import { KeyRing } from '../auth/key-ring.ts';
import type { SignIns } from '../auth/sign-in.ts';
import { systemClock } from '../clock.ts';
import { Lifecycle } from '../lifecycle.ts';
import type { Services } from '../procedures/services.ts';
import { createBareServer } from '../testing/bare-server.ts';
import { eventually } from '../testing/eventually.ts';
import { openRaw, postHead, type RawConnection } from '../testing/raw-connection.ts';
import { TestClock } from '../testing/test-clock.ts';
import { HTTP_LIMITS, type HttpLimits } from './limits.ts';

const ANNA = { companyId: 'company', userId: 'anna', deviceId: 'device', client: 'desktop' } as AccessClaims;

/** Work of the server's that a test lets go. */
function held<T>() {
  const waiting: ((result: T) => void)[] = [];
  return {
    begin: () => new Promise<T>((resolve) => void waiting.push(resolve)),
    count: () => waiting.length,
    letGo: (result: T) => {
      for (const resolve of waiting.splice(0)) resolve(result);
    },
  };
}

async function listening(limits: Partial<HttpLimits>, services: Partial<Services>) {
  const bare = await createBareServer({
    limits: { ...HTTP_LIMITS, ...limits },
    services: { clock: systemClock, ...services },
  });
  const url = await bare.server.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => bare[Symbol.asyncDispose]());
  const connections = () =>
    new Promise<number>((resolve, reject) =>
      bare.server.server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
    );
  return { ...bare, url, connections };
}

const CREDENTIALS = JSON.stringify({
  client: 'desktop',
  company: 'acme',
  email: 'anna@acme.example',
  password: 'a password',
  deviceId: '01890a5d-ac96-774b-bcce-b302099a8057',
  deviceName: 'a test',
  tokenTransport: 'body',
});
const json = { 'content-type': 'application/json' };
const login = { method: 'POST' as const, url: '/trpc/auth.login', headers: json, payload: CREDENTIALS };
const loginBytes = postHead('/trpc/auth.login', { 'content-length': CREDENTIALS.length }) + CREDENTIALS;

/** A server whose sign-ins take as long as the test wants. */
async function slowSignIns(limits: Partial<HttpLimits>) {
  const signIns = held<Awaited<ReturnType<SignIns['signIn']>>>();
  const server = await listening(limits, { signIns: { signIn: signIns.begin } as unknown as SignIns });
  const letGo = () => signIns.letGo({ ok: false, reason: 'wrong' });
  onTestFinished(letGo);
  return { ...server, signIns, letGo };
}

describe('calls under way', () => {
  test('calls of strangers are bounded, and the excess is asked to retry', async () => {
    const { server, url, signIns, letGo } = await slowSignIns({ strangersAtOnce: 3 });
    const raws = Array.from({ length: 3 }, () => openRaw(url, loginBytes));
    await eventually('the sign-ins to be under way', () => signIns.count() === 3);
    const refused = await server.inject(login);
    expect(refused.statusCode).toBe(503);
    expect(refused.headers['retry-after']).toBe('1');
    expect(refused.json()).toMatchObject({ error: { data: { code: 'SERVICE_UNAVAILABLE', httpStatus: 503 } } });
    letGo();
    await eventually('the answers', () => raws.every((raw) => raw.text().startsWith('HTTP/1.1 401 ')));
    expect((await server.inject({ ...login, payload: '{}' })).statusCode).toBe(400);
    for (const { socket } of raws) socket.destroy();
  });

  test('leave their places when their line is reset and their work is done, also those that wait behind others', async () => {
    const { server, url, connections, signIns, letGo } = await slowSignIns({ strangersAtOnce: 20 });
    const raw = openRaw(url, loginBytes.repeat(20));
    await eventually('the sign-ins to be under way', () => signIns.count() === 20);
    expect((await server.inject(login)).statusCode).toBe(503);
    raw.socket.resetAndDestroy();
    await eventually('the connection to be gone', async () => (await connections()) === 0);
    // A caller who hangs up still has the server working for them, and gets no room to ask for more meanwhile.
    expect((await server.inject(login)).statusCode).toBe(503);
    letGo();
    await eventually('room again', async () => (await server.inject({ ...login, payload: '{}' })).statusCode === 400);
    // As many again find it, all at the same time.
    const again = Array.from({ length: 20 }, () => server.inject(login));
    await eventually('the sign-ins to be under way', () => signIns.count() === 20);
    letGo();
    expect((await Promise.all(again)).map(({ statusCode }) => statusCode)).toEqual(Array(20).fill(401));
  });

  test('calls under way take no place when their line was reset while their token was read', async () => {
    const tokens = held<AccessClaims | null>();
    const accessTokens = { verify: tokens.begin } as unknown as AccessTokens;
    const { server, url, connections } = await listening({ callsOfOnePerson: 5 }, { accessTokens });
    const call = { url: '/trpc/nothing.there', headers: { authorization: 'Bearer token' } };
    const raws = Array.from({ length: 5 }, () =>
      openRaw(url, `GET ${call.url} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer token\r\n\r\n`),
    );
    await eventually('the tokens to be read', () => tokens.count() === 5);
    for (const { socket } of raws) socket.resetAndDestroy();
    await eventually('the connections to be gone', async () => (await connections()) === 0);
    tokens.letGo(ANNA);
    const answer = server.inject(call);
    await eventually('the token to be read', () => tokens.count() === 1);
    tokens.letGo(ANNA);
    expect((await answer).statusCode).toBe(404);
  });

  test('strangers’ calls take no shared place before their body has arrived', async () => {
    const { server, url, connections } = await slowSignIns({ strangersAtOnce: 3 });
    const raws = Array.from({ length: 10 }, () => openRaw(url, `${loginBytes.slice(0, -1)}`));
    await eventually('the connections', async () => (await connections()) === 10);
    for (let times = 0; times < 5; times += 1) {
      expect((await server.inject({ ...login, payload: '{}' })).statusCode).toBe(400);
    }
    for (const { socket } of raws) socket.destroy();
  });

  test('calls from one address are bounded from their heads on', async () => {
    const { server, signIns, letGo } = await slowSignIns({ strangersOfOneAddress: 2 });
    const from = (remoteAddress: string) => server.inject({ ...login, remoteAddress });
    const waiting = [from('203.0.113.1'), from('203.0.113.1')];
    await eventually('the sign-ins to be under way', () => signIns.count() === 2);
    expect((await from('203.0.113.1')).statusCode).toBe(503);
    waiting.push(from('203.0.113.2'));
    await eventually('another one', () => signIns.count() === 3);
    letGo();
    expect((await Promise.all(waiting)).map(({ statusCode }) => statusCode)).toEqual([401, 401, 401]);
  });

  test.each(['POST', 'GET'] as const)('stream calls are counted like others, by %s', async (method) => {
    const sessions = held<never[]>();
    const accessTokens = { verify: async () => ANNA } as unknown as AccessTokens;
    const collection = () => ({ findTogether: sessions.begin, findByIds: sessions.begin });
    const database = { tenant: () => ({ collection }) } as unknown as Services['database'];
    const { server, url } = await listening({ callsOfOnePerson: 2 }, { accessTokens, database });
    const path = `/trpc/sync.stream?input=${encodeURIComponent(JSON.stringify({ protocol: 1 }))}`;
    const head = `${method} ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer token\r\n`;
    const raws = Array.from({ length: 2 }, () => openRaw(url, `${head}content-type: application/json\r\n`));
    for (const { socket } of raws) socket.write(method === 'POST' ? 'content-length: 9\r\n\r\n' : '\r\n');
    const call = { url: '/trpc/nothing.there', headers: { authorization: 'Bearer token' } };
    await eventually('a refusal', async () => (await server.inject(call)).statusCode === 503);
    for (const { socket } of raws) socket.destroy();
    await eventually('room again', async () => {
      // After the look-ups, one after another.
      sessions.letGo([]);
      return (await server.inject(call)).statusCode === 404;
    });
  });
});

test('a call whose body comes long after the end of its token is asked to sign in, and one whose body comes soon after is taken', async () => {
  const clock = new TestClock();
  const accessTokens = new AccessTokens(new KeyRing(['a secret that only this test knows, long enough']));
  const tokenOfNow = async () => (await accessTokens.issue(ANNA, new Date(clock.now()))).token;
  const lifecycle = new Lifecycle();
  const { url } = await listening({}, { accessTokens, clock, lifecycle });
  const headWith = (given: string) =>
    postHead('/trpc/nothing.there', { authorization: `Bearer ${given}`, 'content-length': 2 });
  const begin = async () => {
    const raw = openRaw(url, headWith(await tokenOfNow()));
    await eventually('the head to be read', () => lifecycle.underWay('call') === 1);
    return raw;
  };
  const finish = async (raw: RawConnection) => {
    raw.socket.write('{}');
    const text = await eventually('the answer', () => raw.text().includes('}}}') && raw.text());
    raw.socket.destroy();
    await eventually('the end', () => lifecycle.underWay('call') === 0);
    return text;
  };
  const soon = await begin();
  clock.advance({ minutes: 19 });
  expect(await finish(soon)).toContain('"code":"unknownProcedure"');
  const late = await begin();
  clock.advance({ minutes: 21 });
  expect(await finish(late)).toContain('"code":"sessionEnded"');
});

test.each(['toString', 'valueOf', 'constructor', '__proto__', 'hasOwnProperty'])(
  'a caller who is not signed in sends no body to a procedure called %s',
  async (name) => {
    const { url } = await listening({}, {});
    const raw = openRaw(url, postHead(`/trpc/${name}`, { 'content-length': 900_000 }));
    await eventually('the refusal', () => raw.text().startsWith('HTTP/1.1 401 '));
    raw.socket.destroy();
  },
);
