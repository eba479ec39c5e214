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
  const known = await devices.findById(device.deviceId);
  if (known !== null && known.userId !== userId) return false;
  await devices.updateOne(
    { _id: device.deviceId },
    { $set: { name: device.deviceName, lastSeenAt: now }, $setOnInsert: { userId, lastSeq: 0 } },
    true,
  );
  return true;
}
