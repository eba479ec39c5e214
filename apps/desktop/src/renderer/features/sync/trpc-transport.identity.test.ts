import { afterEach, describe, expect, it, vi } from 'vitest';
import { AccessToken } from '../session/access-token.ts';
import { createTrpcTransport } from './trpc-transport.ts';

const id = (n: number) => `01890a5d-ac96-774b-bcce-${String(n).padStart(12, '0')}`;
const identity = { companyId: id(1), userId: id(2), deviceId: id(3) };
const token = { identity, get: async () => 'token', renew: async () => 'token' };

const respond = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

/** A server that records its requests; the page's fetch. */
function serve(answer: () => Promise<Response>) {
  const asked: unknown[] = [];
  vi.stubGlobal('fetch', async (input: string | URL | Request, init?: RequestInit) => {
    const url = new URL(String(input instanceof Request ? input.url : input), 'http://host');
    asked.push(JSON.parse(String(init?.body ?? url.searchParams.get('input'))));
    return answer();
  });
  return asked;
}

describe('the way to the server', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });
  const transport = () => createTrpcTransport('http://host', token);
  const pull = { protocol: 3, cursor: null };
  const push = { protocol: 3, deviceId: id(3), commands: [] };

  it('the way to the server names whose session it uses in every call', async () => {
    const asked = serve(async () => respond(200, { result: { data: {} } }));
    const { signal } = new AbortController();
    await transport().pull(pull, signal);
    await transport().push(push, signal);
    expect(asked).toEqual([
      { ...pull, identity },
      { ...push, identity },
    ]);
  });

  it('the way to the server is not called offline when it is this device that cannot renew the session', async () => {
    serve(async () => respond(200, { result: { data: {} } }));
    const renewSession = async () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
    const failing = new AccessToken(identity, { bridge: { renewSession }, now: Date.now });
    const asking = createTrpcTransport('http://host', failing).pull(pull, new AbortController().signal);
    await expect(asking).rejects.toMatchObject({ name: 'TransportError', fault: 'server' });
  });

  it('the way to the server lets no cache of the browser keep what it brings', async () => {
    const caches: unknown[] = [];
    vi.stubGlobal('fetch', async (_input: unknown, init?: RequestInit) => {
      caches.push(init?.cache);
      return respond(200, { result: { data: {} } });
    });
    const { signal } = new AbortController();
    await transport().pull(pull, signal);
    await transport().push(push, signal);
    expect(caches).toEqual(['no-store', 'no-store']);
  });

  it('a window using a session that is no longer its own is stopped', async () => {
    const data = { code: 'UNAUTHORIZED', httpStatus: 401, refusal: 'otherSession' };
    const asked = serve(async () => respond(401, { error: { code: -32001, message: 'no', data } }));
    const { signal } = new AbortController();
    await expect(transport().pull(pull, signal)).rejects.toMatchObject({ fault: 'otherSession' });
    // Not retried with a fresh token, unlike an expired one.
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['personInactive', 'inactive'],
    ['deviceRevoked', 'revoked'],
    // Of a newer server: by its code it is a session that is over.
    ['somethingNewer', 'signedOut'],
  ])('the way to the server understands the refusal %s as %s', async (refusal, fault) => {
    const data = { code: 'UNAUTHORIZED', httpStatus: 401, refusal };
    serve(async () => respond(401, { error: { code: -32001, message: 'no', data } }));
    const { signal } = new AbortController();
    await expect(transport().pull(pull, signal)).rejects.toMatchObject({ name: 'TransportError', fault });
  });

  it('the way to the server gives nothing to a window that stopped while the answer was on its way', async () => {
    const { promise, resolve: answer } = Promise.withResolvers<Response>();
    serve(() => promise);
    const stopping = new AbortController();
    const pulling = transport().pull(pull, stopping.signal);
    stopping.abort(new Error('stopped'));
    answer(respond(200, { result: { data: {} } }));
    await expect(pulling).rejects.toThrow();
  });
});
