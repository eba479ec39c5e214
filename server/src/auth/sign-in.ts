import type { LoginInput } from '@marginiq/contract/session';
import type { Clock } from '../services.ts';
import type { Database } from '../tenancy/database.ts';
import type { CompanyRecord, LoginRecord, UserRecord } from '../tenancy/documents.ts';
import { verifyPassword } from './passwords.ts';

/** Wrong passwords in a row that are let through before the account waits. */
const FREE_FAILURES = 5;
const MAX_LOCK_MINUTES = 15;

export type SignIn =
  /** The password was right. Whether this person may work is for the caller to check, and to tell them. */
  | { ok: true; company: CompanyRecord; user: UserRecord }
  | { ok: false; reason: 'wrong' }
  | { ok: false; reason: 'locked'; until: string };

export const loginId = (companySlug: string, email: string) => `${companySlug}/${email}`;

/** 1, 2, 4, 8, 15, 15 ... minutes from the sixth wrong password on. */
function lockUntil(failures: number, now: string): string | null {
  if (failures <= FREE_FAILURES) return null;
  const minutes = Math.min(2 ** (failures - FREE_FAILURES - 1), MAX_LOCK_MINUTES);
  return new Date(Date.parse(now) + minutes * 60_000).toISOString();
}

/**
 * Counts an attempt as failed, before the password is looked at, and locks the account where it is one too many. One
 * atomic step, so that guesses made all at once are counted one by one.
 * @returns null when there is no such account, or it is locked
 */
function countAttempt({ logins }: Database, _id: string, now: string): Promise<LoginRecord | null> {
  const locks = Array.from({ length: FREE_FAILURES + MAX_LOCK_MINUTES }, (_, failures) => lockUntil(failures, now));
  const failures = { $add: ['$failures', 1] };
  const lockedUntil = { $arrayElemAt: [locks, { $min: [failures, locks.length - 1] }] };
  const open = { $or: [{ lockedUntil: null }, { lockedUntil: { $lte: now } }] };
  return logins.findOneAndUpdate({ _id, ...open }, [{ $set: { failures, lockedUntil } }]);
}

/**
 * Checks company, email and password. What was wrong is not told apart, neither in words nor in time, so that
 * nobody learns who works where. An account that nobody has is never written, so a guesser fills no disk.
 */
export async function signIn(database: Database, clock: Clock, input: LoginInput): Promise<SignIn> {
  const now = clock.now();
  const _id = loginId(input.company, input.email);
  const login = await countAttempt(database, _id, now);
  const until = login === null ? (await database.logins.findOne({ _id }))?.lockedUntil : null;
  if (until && until > now) return { ok: false, reason: 'locked', until };

  const store = login === null ? null : database.tenant(login.companyId);
  const user = store && login ? await store.collection('users').findById(login.userId) : null;
  const company = store && login ? await store.collection('companies').findById(login.companyId) : null;
  const matches = await verifyPassword(user?.passwordHash ?? null, input.password);

  if (matches) await database.logins.updateOne({ _id }, { $set: { failures: 0, lockedUntil: null } });
  if (!matches || user === null || company === null) return { ok: false, reason: 'wrong' };
  return { ok: true, company, user };
}
