import type { Identity } from '@marginiq/contract/session';
import type { SessionFailure } from './bridge.ts';

export const identityOf = ({ companyId, userId, deviceId }: Identity): Identity => ({ companyId, userId, deviceId });

export const isSameIdentity = (one: Identity, other: Identity): boolean =>
  one.companyId === other.companyId && one.userId === other.userId && one.deviceId === other.deviceId;

/** Why a window gets nothing from a session that is no longer its own. */
export const OTHER_SESSION: SessionFailure = {
  ok: false,
  fault: 'otherSession',
  message: 'this session was signed out, or is another person’s by now',
};
