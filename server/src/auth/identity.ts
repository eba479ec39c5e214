import type { Identity } from '@marginiq/contract/session';
import { SessionRefusedError } from './session-refused.ts';

export const isSameIdentity = (one: Identity, other: Identity): boolean =>
  one.companyId === other.companyId && one.userId === other.userId && one.deviceId === other.deviceId;

/**
 * Refuses a call that means another session than the one its token belongs to: another window of the same browser may have
 * signed in somebody else since, and nothing of theirs may reach the caller (law 4).
 *
 * @param identity what the caller says; absent in programs before protocol 3
 * @throws SessionRefusedError
 */
export function requireIdentity(identity: Identity | null | undefined, claims: Identity): void {
  if (identity && !isSameIdentity(identity, claims)) throw new SessionRefusedError('otherSession');
}
