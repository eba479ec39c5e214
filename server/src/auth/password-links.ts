import { createHash, randomBytes } from 'node:crypto';
import {
  type PasswordLink,
  type PasswordProblem,
  passwordProblem,
  type SetPasswordInput,
} from '@marginiq/contract/password';
import { done } from '@marginiq/domain/govern/action';
import { perform } from '../audit/perform.ts';
import type { Clock } from '../clock.ts';
import { commit } from '../tenancy/commit.ts';
import type { Database } from '../tenancy/database.ts';
import type { PasswordLinkRecord, UserRecord } from '../tenancy/documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import type { Commit, CommitNews } from '../tenancy/unit-of-work.ts';
import { hashPassword } from './passwords.ts';
import { endedSession } from './refresh-tokens.ts';
import { loginId, type SignIns } from './sign-in.ts';
import type { Turns } from './turns.ts';

/** How long a one-time link can be used. */
export const LINK_DAYS = 7;

const digestOf = (token: string) => createHash('sha256').update(token).digest('base64url');

export interface NewPasswordLink {
  /** Goes to its person and is stored nowhere. */
  token: string;
  record: PasswordLinkRecord;
}

/** A new one-time link for a person. 32 random bytes: there is nothing to guess, so tries are not counted. */
export function newPasswordLink(
  { companyId, userId }: { companyId: string; userId: string },
  now: string,
): NewPasswordLink {
  // The company comes first, in the clear, so that the link is looked up through the company's store like everything
  // else.
  const token = `${companyId}.${randomBytes(32).toString('base64url')}`;
  const expiresAt = new Date(Date.parse(now) + LINK_DAYS * 86_400_000);
  return { token, record: { _id: userId, companyId, digest: digestOf(token), madeAt: now, expiresAt, usedAt: null } };
}

/** Puts a link aside in the place of whatever link the person had. */
export function replacePasswordLink(unit: Commit, { _id, companyId: _company, ...link }: PasswordLinkRecord): void {
  unit.update('passwordLinks', { _id }, { $set: link }, { upsert: true });
}

/** A link that can be used, and whose it is. */
async function usable(
  store: TenantStore,
  token: string,
  now: string,
): Promise<{ record: PasswordLinkRecord; user: UserRecord } | null> {
  const record = await store.collection('passwordLinks').findOne({ digest: digestOf(token), usedAt: null });
  // MongoDB removes what has expired only once in a while.
  if (record === null || record.expiresAt.getTime() <= Date.parse(now)) return null;
  const user = await store.collection('users').findById(record._id);
  return user?.active ? { record, user } : null;
}

const storeOf = (database: Database, token: string) => database.tenant(token.slice(0, token.indexOf('.')));

/** Whose link it is; null if it is unknown, used, replaced or expired, or its person was deactivated. */
export async function findPasswordLink(
  database: Database,
  token: string,
  now: string,
): Promise<{ link: PasswordLink; user: UserRecord } | null> {
  const store = storeOf(database, token);
  const found = await usable(store, token, now);
  const company = found && (await store.collection('companies').findById(store.companyId));
  if (!found || !company) return null;
  const { name, email, role } = found.user;
  const expiresAt = found.record.expiresAt.toISOString();
  return {
    user: found.user,
    link: { name, email, role, companyName: company.name, companySlug: company.slug, expiresAt },
  };
}

/** Whoever knew the password before, or stole a device, is signed out by the new one. */
async function endSessions(unit: Commit, userId: string, now: string): Promise<void> {
  const devices = await unit.store.collection('devices').find({ userId });
  const own = { deviceId: { $in: devices.map(({ _id }) => _id) }, userId, usedAt: null, revokedAt: null };
  // Only the newest token of a sign-in is unused, and an earlier one is worthless without it.
  for (const { _id, familyId } of await unit.store.collection('refreshTokens').find(own)) {
    // One that is renewed at this moment no longer fits: the work is done again, and finds its successor.
    unit.update('refreshTokens', { _id, usedAt: null, revokedAt: null }, { $set: { revokedAt: now } });
    // Its access tokens and streams end with it.
    const { endedAt, expiresAt } = endedSession(unit.store.companyId, familyId, now);
    unit.update('endedSessions', { _id: familyId }, { $set: { endedAt, expiresAt } }, { upsert: true });
  }
}

interface PasswordPorts {
  database: Database;
  clock: Clock;
  /** Where commits are told of. */
  feed: { announce: (companyId: string, news: CommitNews) => void };
  turns: Turns;
  signIns: SignIns;
}

/**
 * Sets the password of the person whose link it is, and uses the link up.
 * @returns `noLink` as `findPasswordLink` says, or why the password is not taken
 */
export async function setPassword(
  { database, clock, feed, turns, signIns }: PasswordPorts,
  { token, password }: SetPasswordInput,
  place: string | null,
): Promise<'set' | 'noLink' | PasswordProblem> {
  // First of all: whoever has no link makes the server hash nothing.
  const found = await findPasswordLink(database, token, clock.now());
  if (found === null) return 'noLink';
  const problem = passwordProblem(password, found.link);
  if (problem !== null) return problem;
  const passwordHash = await turns.run({ key: `link of ${found.user._id}`, place, isKnown: true }, () =>
    hashPassword(password),
  );

  const store = storeOf(database, token);
  const { companyId } = store;
  const account = loginId(found.link.companySlug, found.user.email.toLowerCase());
  // Before the password: a login without one opens nothing, while a password without a login would be used up for nothing.
  await database.logins.updateOne({ _id: account }, { $set: { companyId, userId: found.user._id } }, { upsert: true });
  const { result, ...news } = await commit(store, async (unit) => {
    const now = clock.now();
    const still = await usable(unit.store, token, now);
    if (still === null) return 'noLink' as const;
    const { user, record } = still;
    unit.update('passwordLinks', { _id: record._id, digest: record.digest, usedAt: null }, { $set: { usedAt: now } });
    // With a position of its own, so that no commit that read the person earlier restores the old password.
    unit.put('users', { ...user, passwordHash }, user);
    await endSessions(unit, user._id, now);
    const actor = { userId: user._id, name: user.name, role: user.role };
    perform(unit, { actor, clock }, 'person.password', done(undefined), { at: now });
    return 'set' as const;
  });
  if (result !== 'set') return result;
  feed.announce(companyId, news);
  // Once more: a sign-in that found the former password right looks at it again, but perhaps before this commit was there, while
  // its session came after what the commit saw.
  const again = await commit(store, (unit) => endSessions(unit, found.user._id, clock.now()));
  feed.announce(companyId, again);
  await signIns.forgetGuesses(account, place);
  return result;
}
