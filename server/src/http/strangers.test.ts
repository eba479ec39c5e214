import { describe, expect, onTestFinished, test } from 'vitest';
import { createBareServer } from '../testing/bare-server.ts';
import { eventually, within } from '../testing/eventually.ts';
import { openRaw, postHead } from '../testing/raw-connection.ts';
import { HTTP_LIMITS, type HttpLimits } from './limits.ts';

/** A server that listens, without a database: nobody is signed in, and nothing can be. */
async function listening(limits: Partial<HttpLimits> = {}, desktop: Record<string, string> = {}) {
  const bare = await createBareServer({ desktop, limits: { ...HTTP_LIMITS, ...limits } });
  const url = await bare.server.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => bare[Symbol.asyncDispose]());
  const connections = () =>
    new Promise<number>((resolve, reject) =>
      bare.server.server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
    );
  return { ...bare, url, connections };
}

const json = { 'content-type': 'application/json' };
const post = (path: string, payload: string, headers: Record<string, string> = json) => ({
  method: 'POST' as const,
  url: `/trpc/${path}`,
  headers,
  payload,
});

describe('a caller who is not signed in', () => {
  test('a caller gets at most three issues, however many there are', async () => {
    await using bare = await createBareServer();
    const zeros = Array(60_000).fill(0).join(',');
    for (const [path, body] of [
      ['auth.reportWipe', `{"client":"desktop","refreshToken":null,"unanswered":[${zeros.slice(0, 100_000)}0]}`],
      ['auth.login', `{"company":[${zeros.slice(0, 12_000)}0]}`],
      ['auth.refresh', JSON.stringify({ [`secret ${'x'.repeat(9_000)}`]: 1 })],
    ] as const) {
      const answer = await bare.server.inject(post(path, body));
      expect(answer.statusCode, path).toBe(400);
      expect(answer.body.length, path).toBeLessThan(900);
      expect(answer.body, path).not.toContain('xxxx');
    }
  });

  test.each([
    ['cut-off JSON', '{"company":"a secret of somebody'],
    ['a made-up key', JSON.stringify({ identity: { 'a secret of somebody': 1 } })],
    ['a made-up value', JSON.stringify({ client: 'a secret of somebody' })],
  ])('a caller who is not signed in has nothing repeated of %s', async (_name, body) => {
    await using bare = await createBareServer();
    expect((await bare.server.inject(post('auth.login', body))).body).not.toContain('secret');
  });

  test('a caller who is not signed in has nothing repeated of an address that leads nowhere', async () => {
    await using bare = await createBareServer();
    for (const url of ['/trpc/a.secret.place', `/trpc/${'secret'.repeat(100)}`, '/secret', '/app/assets/secret.js']) {
      expect((await bare.server.inject(url)).body, url).not.toContain('secret');
    }
  });

  test('a caller who is not signed in may send 16 KB and no more, by whatever name', async () => {
    await using bare = await createBareServer();
    const body = JSON.stringify({ client: 'x'.repeat(17_000) });
    for (const path of ['auth.login', 'auth.refresh', 'auth.logout', '%61uth.login']) {
      const answer = await bare.server.inject(post(path, body));
      expect(answer.statusCode, path).toBe(413);
      expect(answer.json(), path).toMatchObject({ error: { data: { code: 'PAYLOAD_TOO_LARGE', httpStatus: 413 } } });
    }
  });

  test('a call that takes a session is asked to sign in before anything of it is read', async () => {
    const { url } = await listening();
    for (const path of ['/trpc/sync.push', '/trpc/admin.reassign', '/trpc/%2573ync.push', '/trpc/nothing.there']) {
      const raw = openRaw(url, postHead(path, { 'content-length': 900_000 }));
      const text = await eventually(`an answer of ${path}`, () => raw.text().includes('}}}') && raw.text());
      expect(text).toMatch(/^HTTP\/1\.1 401 /);
      expect(text).toContain('"code":"UNAUTHORIZED"');
      expect(text).toContain('"refusal":"ended"');
      raw.socket.destroy();
    }
  });

  test.each(['TRACE', 'PUT', 'DELETE', 'PATCH', 'QUERY', 'PROPFIND'])(
    'a caller who is not signed in calls nothing by %s',
    async (method) => {
      const { url } = await listening();
      for (const path of ['/trpc/auth.login', '/trpc/sync.stream', '/trpc/nothing.there']) {
        const raw = openRaw(url, `${method} ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
        await within(2_000, 'the answer', raw.closed);
        expect(raw.text(), path).toMatch(/^HTTP\/1\.1 4\d\d /);
      }
    },
  );

  test('a caller who is not signed in has to say how long a body is', async () => {
    const { url } = await listening();
    const raw = openRaw(url, postHead('/trpc/auth.login', { 'transfer-encoding': 'chunked' }));
    await eventually('the refusal', () => raw.text().startsWith('HTTP/1.1 413 '));
    raw.socket.destroy();
  });

  test.each(['multipart/form-data; boundary=x', 'text/plain', 'application/octet-stream', 'nothing at all'])(
    'a caller who is not signed in has no body of type %s read',
    async (type) => {
      const { url } = await listening();
      const head = postHead('/trpc/auth.login', { 'content-length': 100_000_000 });
      const raw = openRaw(url, head.replace('application/json', type));
      await eventually('the refusal', () => raw.text().startsWith('HTTP/1.1 415 '));
      await within(2_000, 'the end of the connection', raw.closed);
    },
  );

  test.each([
    ['of what is for strangers', post('auth.login?batch=1', '{"0":{}}'), 'BAD_REQUEST'],
    ['of several', post('auth.login,auth.login?batch=1', '{"0":{},"1":{}}'), 'UNAUTHORIZED'],
    ['of queries', { url: '/trpc/sync.pull,sync.pull?batch=1&input=%7B%220%22%3A%7B%7D%7D' }, 'BAD_REQUEST'],
  ])('a caller who is not signed in gets no batch %s', async (_what, request, code) => {
    await using bare = await createBareServer();
    // One answer, to all of it.
    expect((await bare.server.inject(request)).json()).toMatchObject({ error: { data: { code } } });
  });

  test('an address over 4 KB is refused', async () => {
    await using bare = await createBareServer();
    const long = await bare.server.inject(`/trpc/sync.pull?input=${'x'.repeat(4_200)}`);
    expect(long.statusCode).toBe(414);
    expect(long.json()).toMatchObject({ error: { data: { code: 'BAD_REQUEST' } } });
  });

  test.each(['', 'a b', '[', 'x:99999'])('a request that names the host "%s" is refused', async (host) => {
    const { url } = await listening();
    for (const path of ['/trpc/sync.pull', '/trpc/sync.stream']) {
      const raw = openRaw(url, `GET ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
      await within(2_000, 'the answer', raw.closed);
      expect(raw.text()).toMatch(/^HTTP\/1\.1 4\d\d /);
    }
  });
});

describe('a connection', () => {
  test('a connection is ended when its body arrives byte by byte, whether or not the answer is out', async () => {
    const { url, connections } = await listening({ bodyProgress: { windowMs: 300, bytes: 1_024 } });
    const raws = ['/trpc/auth.login', '/trpc/sync.push', '/nothing', '/health'].flatMap((path) =>
      Array.from({ length: 25 }, () => openRaw(url, postHead(path, { 'content-length': 10_000 }))),
    );
    const dripping = setInterval(() => {
      for (const { socket } of raws) if (!socket.destroyed) socket.write('x');
    }, 20);
    onTestFinished(() => clearInterval(dripping));
    await within(5_000, 'the end of every one', Promise.all(raws.map(({ closed }) => closed)));
    await eventually('no connection left', async () => (await connections()) === 0);
  });

  test('a request continues as long as its body makes progress, however long that takes', async () => {
    const { url } = await listening({ bodyProgress: { windowMs: 1_500, bytes: 512 } });
    const body = JSON.stringify({ client: 'x'.repeat(14_000) });
    const raw = openRaw(url, postHead('/trpc/auth.login', { 'content-length': body.length }));
    for (let at = 0; at < body.length; at += 1_000) {
      raw.socket.write(body.slice(at, at + 1_000));
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    await eventually('its answer', () => raw.text().startsWith('HTTP/1.1 400 '));
    raw.socket.destroy();
  });

  test('a connection is ended when nobody reads the answer', async () => {
    const big = 'x'.repeat(30_000_000);
    const { url, connections } = await listening({ silenceMs: 500 }, { 'index.html': 'a page', 'assets/big.js': big });
    const raws = Array.from({ length: 5 }, () => {
      const raw = openRaw(url, 'GET /app/assets/big.js HTTP/1.1\r\nhost: localhost\r\n\r\n');
      raw.socket.pause();
      return raw;
    });
    await eventually('the requests to arrive', async () => (await connections()) === 5);
    await eventually('no connection left', async () => (await connections()) === 0, 8_000);
    for (const { socket } of raws) socket.destroy();
  });

  test('a connection is ended when it says nothing', async () => {
    const { url, connections } = await listening({ silenceMs: 300 });
    const raws = ['', 'GET /heal', postHead('/trpc/auth.login', { 'content-length': 50 })].map((bytes) =>
      openRaw(url, bytes),
    );
    await within(5_000, 'the end of every one', Promise.all(raws.map(({ closed }) => closed)));
    expect(await connections()).toBe(0);
  });
});

test('HEAD is answered in HTTP on every path', async () => {
  const { url } = await listening();
  for (const path of ['/trpc/sync.stream', '/trpc/sync%2Estream', '/trpc/auth.login', '/health', '/nothing']) {
    const raw = openRaw(url, `HEAD ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
    await within(2_000, `the answer to HEAD ${path}`, raw.closed);
    expect(raw.text(), path).toMatch(/^HTTP\/1\.1 (204|404|503) /);
    // A head, and nothing behind it.
    expect(raw.text().split('\r\n\r\n').slice(1).join(''), path).toBe('');
  }
});
