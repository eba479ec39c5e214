import { decideDeviceWipe } from '@marginiq/domain/govern/devices';
import { perform } from '../audit/perform.ts';
import type { Clock } from '../clock.ts';
import { commit } from '../tenancy/commit.ts';
import { isDuplicateKey } from '../tenancy/mongo-errors.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { SESSION_DAYS } from './refresh-tokens.ts';

/** More than anybody works on, and few enough for an admin to see through. */
export const MOST_DEVICES = 100;
/** By then nothing made offline there could have been sent without signing in for a long time. */
const FORGOTTEN_AFTER_DAYS = 180;
/** The console seals nothing on its device: one whose session has run out is gone. */
const FORGOTTEN_CONSOLE_AFTER_DAYS = SESSION_DAYS + 1;

/**
 * Whether a person may sign in on one more device. A device that never sent anything and was not seen for very long makes
 * room. Others are kept: their data may be sealed by a key that only this server has (law 6). An admin can revoke them.
 */
export async function hasRoomForDevice(store: TenantStore, userId: string, now: string): Promise<boolean> {
  const devices = store.collection('devices');
  if ((await devices.count({ userId, revokedAt: null })) < MOST_DEVICES) return true;
  const before = (days: number) => new Date(Date.parse(now) - days * 86_400_000).toISOString();
  const unused = await devices.find({ userId, revokedAt: null, lastSeq: 0 }, { sort: { lastSeenAt: 1 } });
  for (const { _id, lastSeenAt, localKey } of unused) {
    if (lastSeenAt >= before(localKey ? FORGOTTEN_AFTER_DAYS : FORGOTTEN_CONSOLE_AFTER_DAYS)) continue;
    const renewable = { deviceId: _id, usedAt: null, revokedAt: null };
    const sessions = await store.collection('refreshTokens').find(renewable);
    if (sessions.some(({ expiresAt }) => expiresAt.getTime() > Date.parse(now))) continue;
    if ((await devices.deleteMany({ _id, lastSeq: 0, lastSeenAt })) === 1) return true;
  }
  return false;
}

/**
 * Notes the device that somebody signs in on. A device belongs to one person: its command numbers are theirs.
 * @returns why the device cannot be used, or null
 */
export async function registerDevice(
  store: TenantStore,
  userId: string,
  device: { deviceId: string; deviceName: string },
  now: string,
): Promise<'revoked' | 'taken' | null> {
  const devices = store.collection('devices');
  const own = { _id: device.deviceId, userId };
  const seen = { name: device.deviceName, lastSeenAt: now };
  try {
    // One atomic step: if two people sign in on a new device at once, one makes it theirs.
    const before = await devices.updateOne(own, { $set: seen, $setOnInsert: { lastSeq: 0 } }, true);
    return before?.revokedAt ? 'revoked' : null;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const before = await devices.updateOne(own, { $set: seen });
    if (before === null) return 'taken';
    return before.revokedAt ? 'revoked' : null;
  }
}

/**
 * Records, once, what a revoked device reported when it wiped itself, minus what was decided anyway. A device that
 * still has its access is not believed.
 */
export async function noteWipe(
  store: TenantStore,
  clock: Clock,
  { deviceId, userId, unanswered }: { deviceId: string; userId: string; unanswered: readonly string[] },
): Promise<void> {
  await commit(store, async (unit) => {
    const device = await unit.store.collection('devices').findById(deviceId);
    const user = await unit.store.collection('users').findById(userId);
    if (device === null || user === null) return;
    const now = clock.now();
    const answered = await unit.store.collection('commands').findByIds(unanswered);
    const unsent = new Set(unanswered).size - answered.size;
    const decided = decideDeviceWipe({ ...device, id: deviceId }, { userId, now, unsent });
    if (!decided.accepted) return;
    const actor = { userId, name: user.name, role: user.role };
    const wiped = perform(unit, { actor, clock }, 'device.wipe', decided, { at: now, deviceId });
    unit.update('devices', { _id: deviceId, wipedAt: null }, { $set: wiped });
  });
}
