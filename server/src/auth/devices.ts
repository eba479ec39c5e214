import { isDuplicateKey } from '../tenancy/duplicate-key.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';

/**
 * Notes the device that somebody signs in on. A device belongs to one person: its command numbers are theirs.
 * @returns false when it belongs to somebody else
 */
export async function registerDevice(
  store: TenantStore,
  userId: string,
  device: { deviceId: string; deviceName: string },
  now: string,
): Promise<boolean> {
  const devices = store.collection('devices');
  const own = { _id: device.deviceId, userId };
  const seen = { name: device.deviceName, lastSeenAt: now };
  try {
    // One atomic step: of two people who sign in on a new device at once, one makes it theirs.
    await devices.updateOne(own, { $set: seen, $setOnInsert: { lastSeq: 0 } }, true);
    return true;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return (await devices.updateOne(own, { $set: seen })) !== null;
  }
}
