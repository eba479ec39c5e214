import type { Identity } from '@marginiq/contract/session';
import type { PersonId, SessionFailure } from './bridge.ts';

export const identityOf = ({ companyId, userId, deviceId }: Identity): Identity => ({ companyId, userId, deviceId });

export const isSameIdentity = (one: Identity, other: Identity): boolean =>
  one.companyId === other.companyId && one.userId === other.userId && one.deviceId === other.deviceId;

/** The name under which hosts keep keys: by person, not by device, like the local data. */
export const personKey = ({ companyId, userId }: PersonId): string => `${companyId}/${userId}`;

/** Why a window gets nothing from a session that is no longer its own. */
export const OTHER_SESSION: SessionFailure = {
  ok: false,
  fault: 'otherSession',
  message: 'this session was signed out, or is another person’s by now',
};
