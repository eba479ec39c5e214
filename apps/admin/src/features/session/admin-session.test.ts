import { describe, expect, it } from 'vitest';
import { AdminSession, SignInError } from './admin-session.ts';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';
const deviceOf = (n: number) => `01890a5d-ac96-774b-bcce-b3020990000${n}`;
const reply = (accessToken: string, deviceId = ID) => ({
  profile: {
    userId: ID,
    companyId: ID,
    deviceId,
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
const failure = (code: string, status: number, message: string, refusal?: string) =>
  answer(status, { error: { code: -32000, message, data: { code, httpStatus: status, refusal } } });

interface Body {
  deviceId?: string;
  identity?: { deviceId: string } | null;
}

function storage() {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
}

/** A server that answers by path, and records the requests. Its storages are a window's. */
function host(answers: Record<string, (token: string | null, body: Body) => Response>, local = storage()) {
  const asked: string[] = [];
  let made = 0;
  return {
    asked,
    fetch: (async (input: string | URL | Request, init?: RequestInit) => {
      const path = new URL(String(input), 'http://host').pathname.replace('/trpc/', '');
      asked.push(path);
      const respond = answers[path];
      if (respond === undefined) throw new TypeError('fetch failed');
      return respond(new Headers(init?.headers).get('authorization'), JSON.parse(String(init?.body ?? '{}')) as Body);
    }) as typeof fetch,
    storages: { local, window: storage() },
    newId: () => {
      made += 1;
      return deviceOf(made);
    },
    locks: { request: (async (_name: string, work: () => unknown) => work()) as unknown as LockManager['request'] },
  };
}

const credentials = { company: 'nordlicht', email: 'olga@nordlicht.example', password: 'secret' };

describe('AdminSession', () => {
  it('AdminSession says in words why signing in did not work', async () => {
    const wrong = host({ 'auth.login': () => failure('UNAUTHORIZED', 401, 'for the log') });
    await expect(new AdminSession(wrong, () => undefined).signIn(credentials)).rejects.toMatchObject({
      words: 'Company, email or password is wrong.',
    });
    const nobody = new AdminSession(host({}), () => undefined);
    await expect(nobody.signIn(credentials)).rejects.toBeInstanceOf(SignInError);
    await expect(nobody.signIn(credentials)).rejects.toMatchObject({
      words: expect.stringContaining('cannot be reached'),
    });
  });

  it('AdminSession makes a call again with a fresh token, and renews once for all calls that failed together', async () => {
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

  it('AdminSession tells when the session has ended, and does not when the server is only away', async () => {
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

  it('AdminSession keeps two admins of one browser apart: each has their own device, session and window', async () => {
    const renewed: (string | undefined)[] = [];
    const server = {
      'auth.login': (_token: string | null, { deviceId }: Body) => data(reply('first', deviceId)),
      'auth.refresh': (_token: string | null, { identity }: Body) => {
        renewed.push(identity?.deviceId);
        return data(reply('again', identity?.deviceId));
      },
    };
    const local = storage();
    const [olgas, pauls] = [host(server, local), { ...host(server, local), newId: () => deviceOf(7) }];
    const [olga, paul] = [new AdminSession(olgas, () => undefined), new AdminSession(pauls, () => undefined)];
    await olga.signIn(credentials);
    await paul.signIn({ ...credentials, email: 'paul@nordlicht.example' });
    await olga.renew();
    // Each window again after a reload, and a new one, which begins with the last person.
    await new AdminSession(olgas, () => undefined).renew();
    await new AdminSession(pauls, () => undefined).renew();
    await new AdminSession(host(server, local), () => undefined).renew();
    expect(renewed).toEqual([deviceOf(1), deviceOf(1), deviceOf(7), deviceOf(7)]);
  });

  it('a console continues as a new device when its own was revoked, whoever revoked it', async () => {
    const revoked = new Set<string>();
    const ended: string[] = [];
    const server = host({
      'auth.login': (_token, { deviceId = '' }) =>
        revoked.has(deviceId)
          ? failure('UNAUTHORIZED', 401, 'revoked', 'deviceRevoked')
          : data(reply('token', deviceId)),
      'auth.refresh': () => failure('UNAUTHORIZED', 401, 'revoked', 'deviceRevoked'),
      'admin.people': () => failure('UNAUTHORIZED', 401, 'revoked', 'deviceRevoked'),
    });
    const session = new AdminSession(server, (why) => ended.push(why));
    expect((await session.signIn(credentials)).deviceId).toBe(deviceOf(1));
    revoked.add(deviceOf(1));
    await expect(session.trpc.admin.people.query()).rejects.toThrow();
    expect(ended).toEqual(['revoked']);
    expect((await session.signIn(credentials)).deviceId).toBe(deviceOf(2));
    // Also when it hears of it only at the next sign-in.
    revoked.add(deviceOf(2));
    await session.signOut();
    expect((await session.signIn(credentials)).deviceId).toBe(deviceOf(3));
  });

  it('AdminSession ignores a renewal that arrives after the sign-out', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const server = host({
      'auth.login': (_token, { deviceId }) => data(reply('first', deviceId)),
      'auth.refresh': (_token, { identity }) => data(reply('late', identity?.deviceId)),
      'auth.logout': () => data({ ended: true }),
      'admin.people': (token) => (token === null ? failure('UNAUTHORIZED', 401, 'no token') : data([])),
    });
    const slow: typeof fetch = async (input, init) => {
      const late = await server.fetch(input, init);
      if (String(input).includes('auth.refresh')) await promise;
      return late;
    };
    const session = new AdminSession({ ...server, fetch: slow }, () => undefined);
    await session.signIn(credentials);
    const renewing = session.renew();
    await session.signOut();
    resolve();
    expect(await renewing).toBeNull();
    await expect(session.trpc.admin.people.query()).rejects.toThrow();
  });
});
