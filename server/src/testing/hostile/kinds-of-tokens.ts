import { createHmac } from 'node:crypto';
import type { AccessTokens } from '../../auth/access-tokens.ts';
import type { Random } from '../../demo/generate/random.ts';
import { inputsWithIds } from '../inputs-with-ids.ts';
import type { Kind, Scene } from './attempt.ts';
import { attemptOf, PROCEDURES, typeOf } from './kinds-of-calls.ts';

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token of `theirs` as its admin would have it, in a way that the server must not take. */
function forgery({ target, ours, theirs, people: [anna] }: Scene, random: Random): [string, string] {
  const now = Math.floor(Date.parse(target.services.clock.now()) / 1000);
  const admin = theirs.company.person('Ada');
  const claims = { iss: 'marginiq', sub: admin.id, cid: theirs.company.id, did: theirs.ids.deviceId, cli: 'admin' };
  const payload = { ...claims, iat: now, exp: now + 900 };
  const signed = (head: object, body: object, secret: string) => {
    const text = `${base64(head)}.${base64(body)}`;
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
  };
  const [head = '', , seal = ''] = anna.token.split('.');
  const hs256 = { alg: 'HS256' };
  const forgeries: [string, string][] = [
    ['no algorithm', `${base64({ alg: 'none' })}.${base64(payload)}.`],
    ['no algorithm, another spelling', `${base64({ alg: 'nOnE' })}.${base64(payload)}.${seal}`],
    ['another secret', signed(hs256, payload, 'secret')],
    ['an empty secret', signed(hs256, payload, '')],
    ['a key that it brings along', signed({ ...hs256, jwk: { kty: 'oct', k: 'c2VjcmV0' } }, payload, 'secret')],
    ['a key id', signed({ ...hs256, kid: '../../dev/null' }, payload, '')],
    ['the seal of another', `${head}.${base64(payload)}.${seal}`],
    ['another algorithm', signed({ alg: 'HS512' }, payload, 'secret')],
    ['cut off', anna.token.slice(0, -random.int(1, 40))],
    ['a refresh token', `${theirs.company.id}.${ours.secret}`],
    ['twice the same', `${anna.token}.${anna.token}`],
    ['very long', 'x'.repeat(random.pick([2_000, 10_000]))],
    ['not a token', random.pick(['null', 'undefined', '{}', '..', 'Bearer', '[object Object]'])],
  ];
  return random.pick(forgeries as [[string, string], ...[string, string][]]);
}

/** Calls what takes a session, with none that is good. */
export const forgedToken: Kind = (scene, random) => {
  const guarded = PROCEDURES.filter((path) => !path.startsWith('auth.'));
  const path = random.pick(guarded as [string, ...string[]]);
  const [why, token] = forgery(scene, random);
  const inputs = inputsWithIds(scene.theirs.company)[path]?.(scene.theirs.ids, {
    device: scene.people[0].device,
    secret: scene.ours.secret,
  });
  const input = random.pick((inputs ?? [null]) as [unknown, ...unknown[]]);
  const attempt = attemptOf(scene, null, {
    name: `a token forged (${why})`,
    path,
    input,
    type: typeOf[path] ?? 'query',
    token,
  });
  const isStream = typeOf[path] === 'subscription';
  return {
    ...attempt,
    isWrong: ({ status, text }) => {
      const isRefused = isStream ? text.includes('serialized-error') : status === 401 || status === 431;
      return isRefused ? null : `it was answered with ${status}`;
    },
  };
};

/** A token that was good until a moment ago. */
export const endedToken = (expired: string): Kind => {
  return (scene, random) => {
    const path = random.pick(['sync.pull', 'sync.push', 'admin.people', 'admin.audit']);
    const input =
      path === 'sync.push'
        ? { protocol: 3, deviceId: scene.people[0].device.id, commands: [] }
        : { protocol: 3, cursor: null };
    const call = {
      name: 'a token that has run out',
      path,
      input,
      type: typeOf[path] ?? ('query' as const),
      token: expired,
    };
    return {
      ...attemptOf(scene, null, call),
      isWrong: ({ status }) => (status === 401 ? null : `it was answered with ${status}`),
    };
  };
};

/** Signed as the server signs, for a quarter of an hour that ended long ago. */
export async function makeExpired({ people: [anna], target }: Scene): Promise<string> {
  const { accessTokens, clock } = target.services;
  const before = new Date(Date.parse(clock.now()) - 3_600_000);
  return (await (accessTokens satisfies AccessTokens).issue(anna.device.claims(clock), before)).token;
}
