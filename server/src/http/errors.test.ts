import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { AccessTokens } from '../auth/access-tokens.ts';
import { KeyRing } from '../auth/key-ring.ts';
import { MaintenanceError } from '../server-busy.ts';
import { createBareServer } from '../testing/bare-server.ts';
import { within } from '../testing/eventually.ts';
import { openRaw } from '../testing/raw-connection.ts';

const json = { 'content-type': 'application/json' };
const login = (payload: string) => ({ method: 'POST' as const, url: '/trpc/auth.login', headers: json, payload });

/** What must never leave the server: where its code lies, and what it runs on. */
const INTERNALS = /node_modules|server\/src|\.ts:\d|at async|stack|mongodb:\/\//i;

/** Malformed requests and the replies they get. */
const WRONG = {
  'JSON that is cut off': { request: login('{"client":"desktop"'), status: 400, code: 'BAD_REQUEST', error: 'notJson' },
  'JSON that is no object': { request: login('[1,2]'), status: 400, code: 'BAD_REQUEST', error: 'invalidInput' },
  'no body at all': { request: login(''), status: 400, code: 'BAD_REQUEST', error: 'invalidInput' },
  'a body that does not fit': {
    request: login('{"client":"fridge"}'),
    status: 400,
    code: 'BAD_REQUEST',
    error: 'invalidInput',
  },
  'a procedure that is not there': {
    request: { url: '/trpc/sync.everything' },
    status: 404,
    code: 'NOT_FOUND',
    error: 'unknownProcedure',
  },
  'a procedure called __proto__': {
    request: { url: '/trpc/__proto__.toString' },
    status: 404,
    code: 'NOT_FOUND',
    error: 'unknownProcedure',
  },
  'a query asked as a mutation': {
    request: { url: '/trpc/auth.login' },
    status: 405,
    code: 'METHOD_NOT_SUPPORTED',
    error: 'otherMethod',
  },
  'input in the address that is no JSON': {
    request: { url: '/trpc/sync.pull?input=%7Bx' },
    status: 401,
    code: 'UNAUTHORIZED',
    error: 'sessionEnded',
  },
  'a body in a form that nobody reads': {
    request: { method: 'POST', url: '/trpc/auth.login', headers: { 'content-type': 'text/xml' }, payload: '<x/>' },
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    error: 'unsupportedType',
  },
  'a body of more than a megabyte': {
    request: login(JSON.stringify({ client: 'x'.repeat(1_100_000) })),
    status: 413,
    code: 'PAYLOAD_TOO_LARGE',
    error: 'tooLarge',
  },
} as const;

describe('a request that is wrong', () => {
  test.each(Object.entries(WRONG))(
    '%s gets a reply that says what it is, in the form that the programs read',
    async (_name, wrong) => {
      await using bare = await createBareServer();
      const answer = await bare.server.inject(wrong.request);
      expect(answer.statusCode, answer.body).toBe(wrong.status);
      const { code, status: httpStatus, error } = wrong;
      expect(answer.json()).toMatchObject({ error: { data: { code, httpStatus, error: { code: error } } } });
      expect(answer.body).not.toMatch(INTERNALS);
    },
  );

  test('a path outside the programs’ own is answered with not found', async () => {
    await using bare = await createBareServer();
    for (const url of ['/nothing', '/health/x', '/.env', '/app/../.git/config']) {
      const answer = await bare.server.inject(url);
      expect([404, 503], url).toContain(answer.statusCode);
      expect(answer.body).not.toMatch(INTERNALS);
    }
  });
});

test.each([
  ['that is none', 'hello\r\n\r\n', 400],
  [
    'with two lengths',
    'POST /trpc/auth.login HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\ncontent-length: 4\r\n\r\n{}',
    400,
  ],
  ['with a head too large', `GET /trpc/sync.pull HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
])('a request %s is refused by the code that the table of errors names, with an id', async (_what, bytes, status) => {
  await using bare = await createBareServer();
  const raw = openRaw(await bare.server.listen({ host: '127.0.0.1', port: 0 }), bytes);
  await within(2_000, 'the answer', raw.closed);
  const [head = '', body = ''] = raw.text().split('\r\n\r\n');
  expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  const [, requestId] = /x-request-id: (\S+)/.exec(head) ?? [];
  const data = { code: 'BAD_REQUEST', httpStatus: status, requestId, error: { code: 'unreadable' } };
  expect(JSON.parse(body)).toMatchObject({ error: { data } });
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
});

test('an internal failure reveals nothing but that it failed', async () => {
  await using bare = await createBareServer();
  // There is no database behind this server, so signing in fails inside.
  const input = {
    client: 'desktop',
    company: 'c',
    email: 'e@example.org',
    password: 'p',
    deviceId: '01890a5d-ac96-774b-bcce-b302099a8057',
    deviceName: 'd',
    tokenTransport: 'body',
  };
  const answer = await bare.server.inject(login(JSON.stringify(input)));
  expect(answer.statusCode).toBe(500);
  expect(answer.json()).toEqual({
    error: {
      message: 'Something went wrong on the server. The error has been logged; please try again.',
      code: -32603,
      data: {
        code: 'INTERNAL_SERVER_ERROR',
        httpStatus: 500,
        requestId: answer.headers['x-request-id'],
        error: { code: 'internal' },
      },
    },
  });
});

test('health says 503 without MongoDB, and not why', async () => {
  await using bare = await createBareServer();
  const answer = await bare.server.inject('/health');
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toEqual({
    product: 'MarginIQ',
    protocol: PROTOCOL_VERSION,
    status: 'unavailable',
    mongodb: 'unavailable',
  });
});

test('a push that a maintenance refuses after it was let in is told when to come again, as at the door', async () => {
  const accessTokens = new AccessTokens(new KeyRing(['a secret that only this test knows, long enough']));
  const [companyId, userId, deviceId] = [v7(), v7(), v7()];
  const { token } = await accessTokens.issue({ companyId, userId, deviceId, client: 'desktop' }, new Date());
  const commands = { push: async () => Promise.reject(new MaintenanceError({ retryAfterSeconds: 7 })) };
  await using bare = await createBareServer({ services: { accessTokens, commands } });
  const answer = await bare.server.inject({
    method: 'POST',
    url: '/trpc/sync.push',
    headers: { ...json, authorization: `Bearer ${token}` },
    payload: JSON.stringify({ protocol: PROTOCOL_VERSION, deviceId, commands: [] }),
  });
  expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '7']);
  expect(answer.json()).toMatchObject({ error: { data: { error: { code: 'maintenance' } } } });
});
