import { describe, expect, onTestFinished, test } from 'vitest';
import type { SignIns } from '../auth/sign-in.ts';
import { createLogger } from '../observe/logger.ts';
import { createBareServer } from '../testing/bare-server.ts';
import { eventually } from '../testing/eventually.ts';
import { openRaw, postHead } from '../testing/raw-connection.ts';
import { requestIdFrom, traceIdFrom } from './call-ids.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('a trace id', () => {
  test.each([`00-${TRACE}-00f067aa0ba902b7-01`, `cc-${TRACE}-00f067aa0ba902b7-00-what-a-later-version-adds`])(
    'the trace id is taken from %s',
    (traceparent) => {
      expect(traceIdFrom({ traceparent })).toBe(TRACE);
    },
  );

  test.each([
    '',
    `00-${TRACE}-00f067aa0ba902b7`,
    `00-${TRACE}-00f067aa0ba902b7-01-more`,
    `00-${TRACE.toUpperCase()}-00f067aa0ba902b7-01`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `ff-${TRACE}-00f067aa0ba902b7-01`,
    `00-${TRACE}\n-00f067aa0ba902b7-01`,
  ])('a trace id is not taken from %j', (traceparent) => {
    expect(traceIdFrom({ traceparent })).toBeNull();
  });
});

describe('a request id', () => {
  test('a request id is taken from a trusted proxy', () => {
    expect(requestIdFrom({ 'x-request-id': 'abc-1.2_3' }, true)).toBe('abc-1.2_3');
  });

  test('a request id is not taken from a caller, nor where it is more than a short plain id', () => {
    expect(requestIdFrom({ 'x-request-id': 'abc' }, false)).toBeNull();
    for (const given of ['', 'x'.repeat(65), 'a b', 'a"b', 'a\nb', '<b>']) {
      expect(requestIdFrom({ 'x-request-id': given }, true)).toBeNull();
    }
  });
});

const LOGIN = {
  client: 'desktop',
  company: 'acme',
  email: 'anna@acme.example',
  password: 'a password',
  deviceId: '01890a5d-ac96-774b-bcce-b302099a8057',
  deviceName: 'a test',
  tokenTransport: 'body',
};

test('an error reply, its header and the log line of what happened say the same id', async () => {
  const lines: string[] = [];
  const log = createLogger('test', 'info', { write: (line) => void lines.push(line) });
  const signIn = async () => {
    throw new Error('something broke');
  };
  const bare = await createBareServer({ services: { log, signIns: { signIn } as unknown as SignIns } });
  onTestFinished(() => bare[Symbol.asyncDispose]());
  const call = (traceparent: string) =>
    bare.server.inject({ method: 'POST', url: '/trpc/auth.login', payload: LOGIN, headers: { traceparent } });
  // Concurrently, so that one could be mistaken for the other.
  const [one, other] = await Promise.all([call(`00-${TRACE}-00f067aa0ba902b7-01`), call('none')]);
  const ids = [one, other].map((answer) => answer.headers['x-request-id']);
  expect(new Set(ids).size).toBe(2);
  expect([one, other].map((answer) => answer.json().error.data.requestId)).toEqual(ids);
  const logged = lines.map((line) => JSON.parse(line));
  expect(logged.map(({ requestId }) => requestId).toSorted()).toEqual(ids.toSorted());
  expect(logged.find(({ requestId }) => requestId === ids[0]).traceId).toBe(TRACE);
  expect(lines.join()).not.toContain(LOGIN.email);
});

test('every reply carries an id, whatever answers it', async () => {
  await using bare = await createBareServer({ desktop: { 'index.html': 'a page' } });
  for (const url of ['/health', '/app/', '/nothing', '/trpc/sync.push', '/%zz', '/']) {
    expect((await bare.server.inject(url)).headers['x-request-id'], url).toMatch(/^[0-9a-f-]{36}$/);
  }
});

test('a call is known by its id although its body comes later, in the events of its connection', async () => {
  const lines: string[] = [];
  const log = createLogger('test', 'info', { write: (line) => void lines.push(line) });
  const signIn = async () => {
    throw new Error('something broke');
  };
  const bare = await createBareServer({ services: { log, signIns: { signIn } as unknown as SignIns } });
  onTestFinished(() => bare[Symbol.asyncDispose]());
  const url = await bare.server.listen({ host: '127.0.0.1', port: 0 });
  const body = JSON.stringify(LOGIN);
  const raw = openRaw(url, postHead('/trpc/auth.login', { 'content-length': body.length, expect: '100-continue' }));
  // The server has read the head, and waits for the body.
  await eventually('the head to be read', () => raw.text().includes('100 Continue'));
  raw.socket.write(body);
  const text = await eventually('the answer', () => raw.text().includes('}}}') && raw.text());
  raw.socket.destroy();
  const [, id] = /x-request-id: (\S+)/.exec(text) ?? [];
  expect(text).toContain(`"requestId":"${id}"`);
  const failed = lines.map((line) => JSON.parse(line)).find(({ msg }) => msg === 'a procedure failed');
  expect(failed).toMatchObject({ requestId: id });
});
