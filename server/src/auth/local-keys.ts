import { randomBytes } from 'node:crypto';
import type { TenantStore } from '../tenancy/tenant-store.ts';

const KEY_BYTES = 32;

/**
 * The key that seals a person's data on one of their devices, as base64url. Made at their first sign-in there and kept since,
 * so that a key that the device lost comes back when that person signs in on it again: until then nobody can read the
 * commands that it had not sent (law 6). It leaves the server in the reply to a sign-in and nowhere else.
 *
 * @returns null if the device is not this person's, or its access was revoked
 */
export async function localKeyFor(
  store: TenantStore,
  { userId, deviceId }: { userId: string; deviceId: string },
  makeKey: () => string = () => randomBytes(KEY_BYTES).toString('base64url'),
): Promise<string | null> {
  const devices = store.collection('devices');
  const own = { _id: deviceId, userId, revokedAt: null };
  // One atomic step: of two sign-ins at once on a new device, both get the key of the first.
  await devices.updateOne({ ...own, localKey: null }, { $set: { localKey: makeKey() } });
  return (await devices.findOne(own))?.localKey ?? null;
}
