import type { Id, Instant } from '@marginiq/contract/scalars';
import { type ActionDecision, done, refusedAction } from './action.ts';

/** A device as far as its end is concerned. */
export interface KnownDevice {
  id: Id;
  name: string;
  userId: Id;
  revokedAt?: Instant | null;
  wipedAt?: Instant | null;
}

/** Decides on permanently revoking a device's access. */
export function decideRevokeDevice(
  device: KnownDevice | null,
  { person, now }: { person: { name: string } | null; now: Instant },
): ActionDecision<{ revokedAt: Instant }> {
  if (device === null || person === null) return refusedAction({ code: 'deviceUnknown' });
  if (device.revokedAt) return refusedAction({ code: 'alreadyRevoked' });
  const about = { deviceId: device.id, name: device.name, person: person.name };
  return done({ revokedAt: now }, { before: { ...about, revokedAt: null }, after: { ...about, revokedAt: now } });
}

/** Decides on what a revoked device says of its end. A device that still has its access is not believed, nor one that said so before. */
export function decideDeviceWipe(
  device: KnownDevice | null,
  { userId, now, unsent }: { userId: Id; now: Instant; unsent: number },
): ActionDecision<{ wipedAt: Instant; unsentAtWipe: number }> {
  if (device === null || device.userId !== userId) return refusedAction({ code: 'deviceUnknown' });
  if (!device.revokedAt || device.wipedAt) return refusedAction({ code: 'notAllowed' });
  return done({ wipedAt: now, unsentAtWipe: unsent }, { after: { unsent } });
}
