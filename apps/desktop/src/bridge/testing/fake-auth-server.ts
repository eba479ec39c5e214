import type { SessionReply } from '@marginiq/contract/session';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';

interface Login {
  company: string;
  email: string;
  password: string;
  deviceId: string;
  tokenTransport: 'cookie' | 'body';
}

const respond = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
const failure = (code: string, httpStatus: number, message: string) =>
  respond(httpStatus, { error: { code: -32000, message, data: { code, httpStatus } } });

/**
 * The server's auth procedures as a `fetch`: rotates refresh tokens, in the reply or in a cookie jar of its own, as
 * the real one does. For tests of the hosts only.
 */
export class FakeAuthServer {
  online = true;
  locked = false;
  failing = false;
  /** The refresh token in force; null when the session was ended. */
  refreshToken: string | null = null;
  readonly deviceIds: string[] = [];
  renewals = 0;
  #cookie: string | null = null;
  #issued = 0;

  readonly fetch: typeof fetch = async (input, init) => {
    if (!this.online) throw new TypeError('fetch failed');
    const url = new URL(String(input instanceof Request ? input.url : input), 'http://host');
    const body: unknown = JSON.parse(String(init?.body ?? 'null'));
    if (this.failing) return failure('INTERNAL_SERVER_ERROR', 500, 'The server failed.');
    if (url.pathname.endsWith('auth.login')) return this.#login(body as Login);
    if (url.pathname.endsWith('auth.refresh')) return this.#refresh(body as { refreshToken: string | null });
    this.refreshToken = null;
    this.#cookie = null;
    return respond(200, { result: { data: { ended: true } } });
  };

  #reply(transport: 'cookie' | 'body', email: string): Response {
    this.#issued += 1;
    const token = `refresh-secret-${this.#issued}`;
    this.refreshToken = token;
    if (transport === 'cookie') this.#cookie = token;
    const data: SessionReply = {
      profile: {
        userId: ID,
        companyId: ID,
        deviceId: ID,
        companyName: 'Nordlicht',
        companySlug: 'nordlicht',
        name: 'Anna',
        email,
        role: 'salesperson',
        teamId: null,
      },
      accessToken: `access-${this.#issued}`,
      accessExpiresAt: '2026-06-01T12:15:00.000Z',
      sessionExpiresAt: '2026-07-01T12:00:00.000Z',
      refreshToken: transport === 'body' ? token : null,
    };
    return respond(200, { result: { data } });
  }

  #login({ email, password, deviceId, tokenTransport }: Login): Response {
    if (this.locked) return failure('TOO_MANY_REQUESTS', 429, 'Too many wrong passwords. Try again after noon.');
    if (password !== 'right') return failure('UNAUTHORIZED', 401, 'Company, email or password is wrong.');
    this.deviceIds.push(deviceId);
    return this.#reply(tokenTransport, email);
  }

  #refresh({ refreshToken }: { refreshToken: string | null }): Response {
    this.renewals += 1;
    const token = refreshToken ?? this.#cookie;
    if (token === null || token !== this.refreshToken) return failure('UNAUTHORIZED', 401, 'The session has ended.');
    return this.#reply(refreshToken === null ? 'cookie' : 'body', 'anna@nordlicht.example');
  }
}
