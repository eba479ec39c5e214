import { auditEntry } from '../commands/audit-entry.ts';
import type { Clock } from '../services.ts';
import { toStored } from '../tenancy/documents.ts';
import { isDuplicateKey } from '../tenancy/mongo-errors.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';

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
    // One atomic step: of two people who sign in on a new device at once, one makes it theirs.
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
 * Notes, once, what a revoked device said of its end, less what was decided all the same. A device that still has its
 * access is not believed.
 */
export async function noteWipe(
  store: TenantStore,
  clock: Clock,
  { deviceId, userId, unanswered }: { deviceId: string; userId: string; unanswered: readonly string[] },
): Promise<void> {
  await store.transaction(async (inTransaction) => {
    const devices = inTransaction.collection('devices');
    const device = await devices.findById(deviceId);
    const user = await inTransaction.collection('users').findById(userId);
    if (device === null || user === null || device.userId !== userId || !device.revokedAt || device.wipedAt) return;
    const at = clock.now();
    const decided = await inTransaction.collection('commands').findByIds(unanswered);
    const unsent = new Set(unanswered).size - decided.size;
    await devices.updateOne({ _id: deviceId }, { $set: { wipedAt: at, unsentAtWipe: unsent } });
    const actor = { userId, name: user.name, role: user.role };
    const about = { id: clock.newId(), companyId: store.companyId, at, action: 'device.wipe', actor };
    const entry = auditEntry(about, { deviceId, after: { unsent } });
    await inTransaction.collection('auditLogs').insertMany([toStored(entry)]);
  });
}
