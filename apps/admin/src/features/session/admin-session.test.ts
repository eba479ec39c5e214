import { describe, expect, it } from 'vitest';
import { AdminSession, SignInError } from './admin-session.ts';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';
const reply = (accessToken: string) => ({
  profile: {
    userId: ID,
    companyId: ID,
    deviceId: ID,
    companyName: 'Nordlicht',
    companySlug: 'nordlicht',
    name: 'Olga',
    email: 'olga@nordlicht.example',
    role: 'admin',
    teamId: null,
  },
  accessToken,
  accessExpiresAt: '2026-01-01T00:00:00.000Z',
  refreshToken: null,
  sessionExpiresAt: '2026-01-01T00:00:00.000Z',
});

const answer = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });
const data = (value: unknown) => answer(200, { result: { data: value } });
const failure = (code: string, status: number, message: string) =>
  answer(status, { error: { code: -32000, message, data: { code, httpStatus: status } } });

/** A server that answers by path, and notes what it was asked. */
function host(answers: Record<string, (token: string | null) => Response>) {
  const asked: string[] = [];
  const items = new Map<string, string>();
  return {
    asked,
    fetch: (async (input: string | URL | Request, init?: RequestInit) => {
      const path = new URL(String(input), 'http://host').pathname.replace('/trpc/', '');
      asked.push(path);
      const respond = answers[path];
      if (respond === undefined) throw new TypeError('fetch failed');
      return respond(new Headers(init?.headers).get('authorization'));
    }) as typeof fetch,
    storage: {
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => void items.set(key, value),
    },
    locks: { request: (async (_name: string, work: () => unknown) => work()) as unknown as LockManager['request'] },
  };
}

const credentials = { company: 'nordlicht', email: 'olga@nordlicht.example', password: 'secret' };

describe('AdminSession', () => {
  it('says in words why signing in did not work', async () => {
    const wrong = host({ 'auth.login': () => failure('UNAUTHORIZED', 401, 'Company, email or password is wrong.') });
    await expect(new AdminSession(wrong, () => undefined).signIn(credentials)).rejects.toThrow('is wrong');
    const nobody = new AdminSession(host({}), () => undefined);
    await expect(nobody.signIn(credentials)).rejects.toBeInstanceOf(SignInError);
    await expect(nobody.signIn(credentials)).rejects.toThrow('can not be reached');
  });

  it('makes a call again with a fresh token, and renews once for all calls that failed together', async () => {
    const server = host({
      'auth.login': () => data(reply('old')),
      'auth.refresh': () => data(reply('new')),
      'admin.people': (token) =>
        token === 'Bearer new' ? data([]) : failure('UNAUTHORIZED', 401, 'Sign in to go on.'),
    });
    const session = new AdminSession(server, () => undefined);
    await session.signIn(credentials);
    expect(await Promise.all([session.trpc.admin.people.query(), session.trpc.admin.people.query()])).toEqual([[], []]);
    expect(server.asked.filter((path) => path === 'auth.refresh')).toHaveLength(1);
  });

  it('tells when the session has ended, and does not when the server is only away', async () => {
    let ended = 0;
    const over = host({
      'auth.refresh': () => failure('UNAUTHORIZED', 401, 'The session has ended.'),
      'admin.people': () => failure('UNAUTHORIZED', 401, 'Sign in to go on.'),
    });
    const session = new AdminSession(over, () => {
      ended += 1;
    });
    await expect(session.trpc.admin.people.query()).rejects.toThrow('Sign in');
    expect(ended).toBe(1);
    await expect(
      new AdminSession(host({}), () => {
        ended += 1;
      }).renew(),
    ).rejects.toThrow();
    expect(ended).toBe(1);
  });
});
