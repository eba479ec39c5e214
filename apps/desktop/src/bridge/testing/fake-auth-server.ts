import { createHash } from 'node:crypto';
import type { Identity, Profile, SessionReply } from '@marginiq/contract/session';

const person = (last: number) => `01890a5d-ac96-774b-bcce-b30209900${String(last).padStart(3, '0')}`;

interface Login {
  email: string;
  password: string;
  deviceId: string;
  tokenTransport: 'cookie' | 'body';
  newLocalKey?: boolean;
}
type Keys = Pick<SessionReply, 'localKey' | 'earlierLocalKeys'>;
interface Refresh {
  refreshToken: string | null;
  identity: Identity;
}

const respond = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
const failure = (code: string, httpStatus: number, rest: object = {}) =>
  respond(httpStatus, { error: { code: -32000, message: code, data: { code, httpStatus, ...rest } } });

/**
 * The server's auth procedures as a `fetch`: rotates refresh tokens, in the reply or in a cookie jar of its own, as
 * the real one does, one for each device. For tests of the hosts only.
 */
export class FakeAuthServer {
  online = true;
  locked = false;
  failing = false;
  /** Its clock, which need not be the device's. */
  now = Date.parse('2026-06-01T12:00:00.000Z');
  /** The refresh tokens in force, by device. */
  readonly tokens = new Map<string, string>();
  readonly deviceIds: string[] = [];
  renewals = 0;
  /** The line breaks whenever a session is about to be ended. */
  losesLogouts = false;
  /** The way a server behaved before there were new keys. */
  givesNoNewKey = false;
  /** Holds back the answer to the next renewal, which is decided regardless. */
  holdRenewal: Promise<void> | null = null;
  /** Holds back the answer to the next sign-in, which is decided regardless. */
  holdSignIn: Promise<void> | null = null;
  /** The browser's cookies, by device. */
  readonly cookies = new Map<string, string>();
  /** The keys that it keeps for a device, the newest first. */
  readonly #keys = new Map<string, string[]>();
  readonly #profiles = new Map<string, Profile>();
  #issued = 0;
  #keysMade = 0;

  readonly fetch: typeof fetch = async (input, init) => {
    if (!this.online) throw new TypeError('fetch failed');
    const url = new URL(String(input instanceof Request ? input.url : input), 'http://host');
    const body: unknown = JSON.parse(String(init?.body ?? 'null'));
    if (this.failing) return failure('INTERNAL_SERVER_ERROR', 500);
    if (url.pathname.endsWith('auth.login')) {
      const held = this.holdSignIn;
      this.holdSignIn = null;
      const answer = this.#login(body as Login);
      await held;
      return answer;
    }
    if (url.pathname.endsWith('auth.refresh')) {
      const held = this.holdRenewal;
      this.holdRenewal = null;
      const answer = this.#refresh(body as Refresh);
      await held;
      return answer;
    }
    if (this.losesLogouts) throw new TypeError('fetch failed');
    const { identity, refreshToken } = body as Refresh;
    const { deviceId } = identity;
    // Another sign-in on the same device is another session.
    if (refreshToken === null || refreshToken === this.tokens.get(deviceId)) this.tokens.delete(deviceId);
    if (refreshToken === null) this.cookies.delete(deviceId);
    return respond(200, { result: { data: { ended: true } } });
  };

  #reply(transport: 'cookie' | 'body', profile: Profile, keys: Keys): Response {
    this.#issued += 1;
    const token = `refresh-secret-${this.#issued}`;
    this.tokens.set(profile.deviceId, token);
    if (transport === 'cookie') this.cookies.set(profile.deviceId, token);
    const at = (minutes: number) => new Date(this.now + minutes * 60_000).toISOString();
    const data: SessionReply = {
      profile,
      accessToken: `access-${this.#issued}`,
      accessExpiresAt: at(15),
      sessionExpiresAt: at(30 * 24 * 60),
      serverTime: at(0),
      refreshToken: transport === 'body' ? token : null,
      ...keys,
    };
    return respond(200, { result: { data } });
  }

  /** The key of a device: the same at every sign-in, unless it asks for another one. */
  localKeyOf(deviceId: string): string {
    const [key] = this.#keys.get(deviceId) ?? [];
    if (key === undefined) throw new Error('this device never signed in');
    return key;
  }

  /** As after a backup was restored that did not know the device yet. */
  forgetKeys(deviceId: string): void {
    this.#keys.delete(deviceId);
  }

  #keysFor({ deviceId, newLocalKey }: Login): Keys {
    const known = this.#keys.get(deviceId) ?? [];
    const isAsked = newLocalKey === true && !this.givesNoNewKey;
    this.#keysMade += 1;
    const made = createHash('sha256').update(`${deviceId} ${this.#keysMade}`).digest('base64url');
    const keys = known.length === 0 || isAsked ? [made, ...known] : known;
    this.#keys.set(deviceId, keys);
    return { localKey: keys[0], earlierLocalKeys: keys.slice(1) };
  }

  #login(login: Login): Response {
    const { email, password, deviceId, tokenTransport, newLocalKey } = login;
    if (this.locked) {
      const wait = { until: '2026-01-01T00:01:30.000Z', waitSeconds: 90 };
      return failure('TOO_MANY_REQUESTS', 429, { error: { code: 'signInLocked', ...wait }, ...wait });
    }
    if (password !== 'right') return failure('UNAUTHORIZED', 401);
    this.deviceIds.push(deviceId);
    const name = email.split('@')[0] ?? '';
    const profile: Profile = {
      userId: person(name.length),
      companyId: person(0),
      deviceId,
      companyName: 'Nordlicht',
      companySlug: 'nordlicht',
      name: `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`,
      email,
      role: 'salesperson',
      teamId: null,
    };
    this.#profiles.set(deviceId, profile);
    if (newLocalKey) this.cookies.delete(deviceId);
    return this.#reply(tokenTransport, profile, this.#keysFor(login));
  }

  #refresh({ refreshToken, identity }: Refresh): Response {
    this.renewals += 1;
    const { deviceId } = identity;
    const token = refreshToken ?? this.cookies.get(deviceId);
    const profile = this.#profiles.get(deviceId);
    if (token === undefined || profile === undefined || token !== this.tokens.get(deviceId)) {
      return failure('UNAUTHORIZED', 401, { refusal: 'ended' });
    }
    if (profile.userId !== identity.userId) return failure('UNAUTHORIZED', 401, { refusal: 'otherSession' });
    return this.#reply(refreshToken === null ? 'cookie' : 'body', profile, {});
  }
}
