import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { AccessTokens } from './access-tokens.ts';
import { KeyRing } from './key-ring.ts';

const SECRET = 'one secret that is long enough for every algorithm that jose signs with a secret';
const NOW = new Date('2026-05-04T12:00:00.000Z');
const CLAIMS = { userId: 'user', companyId: 'company', deviceId: 'device', client: 'desktop' } as const;

const tokens = new AccessTokens(new KeyRing([SECRET]));
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The token's parts, with one thing changed and signed with the given secret, as a forger would. */
function forge(header: object, payload: object, secret: string, digest = 'sha256'): string {
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${createHmac(digest, secret).update(signed).digest('base64url')}`;
}

const payload = {
  cid: 'company',
  did: 'device',
  cli: 'desktop',
  iss: 'marginiq',
  sub: 'user',
  exp: NOW.getTime() / 1000 + 60,
};

describe('an access token', () => {
  test('an access token says who came from where, until it ends', async () => {
    const { token, expiresAt } = await tokens.issue(CLAIMS, NOW);
    expect(expiresAt).toEqual(later(900));
    expect(await tokens.verify(token, NOW)).toEqual({ ...CLAIMS, expiresAt: NOW.getTime() / 1000 + 900 });
    expect(await tokens.verify(token, later(899))).not.toBeNull();
    expect(await tokens.verify(token, later(900))).toBeNull();
  });

  test('control: a token forged with the right secret is accepted, so each forgery below differs in exactly one respect', async () => {
    expect(await tokens.verify(forge({ alg: 'HS256' }, payload, SECRET), NOW)).toMatchObject(CLAIMS);
  });

  test('signed with another secret is refused', async () => {
    expect(await tokens.verify(forge({ alg: 'HS256' }, payload, `${SECRET}!`), NOW)).toBeNull();
    const { token } = await new AccessTokens(new KeyRing(['another secret of thirty-two characters'])).issue(
      CLAIMS,
      NOW,
    );
    expect(await tokens.verify(token, NOW)).toBeNull();
  });

  test('an access token without a signature, or under another algorithm, is refused', async () => {
    const unsigned = `${encode({ alg: 'none' })}.${encode(payload)}.`;
    expect(await tokens.verify(unsigned, NOW)).toBeNull();
    expect(await tokens.verify(forge({ alg: 'HS512' }, payload, SECRET, 'sha512'), NOW)).toBeNull();
    expect(await tokens.verify(forge({ alg: 'none' }, payload, SECRET), NOW)).toBeNull();
  });

  test.each(['sub', 'cid', 'did', 'cli', 'exp', 'iss'])('an access token without "%s" is refused', async (claim) => {
    const { [claim as keyof typeof payload]: _left, ...rest } = payload;
    expect(await tokens.verify(forge({ alg: 'HS256' }, rest, SECRET), NOW)).toBeNull();
  });

  test.each([{ cli: 'worker' }, { iss: 'somebody else' }, { sub: 7 }, { cid: null }, { exp: 'tomorrow' }])(
    'an access token with %o is refused',
    async (change) => {
      expect(await tokens.verify(forge({ alg: 'HS256' }, { ...payload, ...change }, SECRET), NOW)).toBeNull();
    },
  );

  test('an access token with a single character changed is refused', async () => {
    const { token } = await tokens.issue(CLAIMS, NOW);
    // The last character of a part carries bits that decode to nothing, so it is left out.
    for (let at = 0; at < token.length - 1; at += 7) {
      if (token[at] === '.' || token[at + 1] === '.') continue;
      const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
      expect(await tokens.verify(changed, NOW), `character ${at}`).toBeNull();
    }
  });

  test.each(['', '.', '..', 'a.b', 'a.b.c', 'a.b.c.d', 'ä', '\u0000', 'Bearer x', '{}'])(
    'an access token that is %j is refused, not thrown at',
    async (token) => {
      expect(await tokens.verify(token, NOW)).toBeNull();
    },
  );
});

describe('several secrets', () => {
  const FORMER = 'the former secret, which is as long as it has to be';
  const [former, both, newer] = [[FORMER], [SECRET, FORMER], [SECRET]].map(
    (secrets) => new AccessTokens(new KeyRing(secrets as [string])),
  ) as [AccessTokens, AccessTokens, AccessTokens];

  test('each verify, and the first signs', async () => {
    const { token: old } = await former.issue(CLAIMS, NOW);
    const { token: fresh } = await both.issue(CLAIMS, NOW);
    for (const token of [old, fresh]) expect(await both.verify(token, NOW)).toMatchObject(CLAIMS);
    expect(await newer.verify(fresh, NOW)).toMatchObject(CLAIMS);
    expect(await former.verify(fresh, NOW)).toBeNull();
  });

  test('a secret that is removed invalidates its tokens', async () => {
    const { token } = await former.issue(CLAIMS, NOW);
    expect(await newer.verify(token, NOW)).toBeNull();
  });

  test('verify a token of an earlier release, which names no key, whichever signed it', async () => {
    for (const secret of [SECRET, FORMER]) {
      expect(await both.verify(forge({ alg: 'HS256' }, payload, secret), NOW)).toMatchObject(CLAIMS);
    }
  });

  test('refuse a token that names another key than it was signed with, or none that is there', async () => {
    const { token } = await former.issue(CLAIMS, NOW);
    const { kid } = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
    expect(await both.verify(forge({ alg: 'HS256', kid }, payload, FORMER), NOW)).toMatchObject(CLAIMS);
    for (const other of ['', 'unknown', '../../etc/passwd', '__proto__', 7, null]) {
      expect(await both.verify(forge({ alg: 'HS256', kid: other }, payload, FORMER), NOW)).toBeNull();
    }
    expect(await both.verify(forge({ alg: 'HS256', kid }, payload, SECRET), NOW)).toBeNull();
  });

  test('several secrets say nothing of themselves by their ids', async () => {
    const { token } = await both.issue(CLAIMS, NOW);
    expect(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).toMatch(/"kid":"[\w-]{10}"/);
  });
});
