import { randomBytes } from 'node:crypto';
import type { DeviceRecord } from '../tenancy/documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';

const KEY_BYTES = 32;
/** Devices seal everything again by their current key whenever they open their data, so few of the earlier ones are needed. */
const EARLIER_KEYS = 8;

/** What a sign-in tells its device about the keys of its local data. */
export interface LocalKeysReply {
  localKey: string | null;
  earlierLocalKeys: string[];
}

export interface LocalKeysWanted {
  userId: string;
  deviceId: string;
  /** The current key becomes an earlier one. */
  newLocalKey: boolean;
}

/**
 * The keys that encrypt a person's data on one of their devices, as base64url. The first is created at their first sign-in
 * there, another only when the device asks for it. All are kept: if a device loses its key, it gets it back when that person
 * signs in on it again, and until then nobody can read its unsent commands (law 6). Keys leave the server only in the reply to a
 * sign-in. A device that is not this person's, or that was revoked, gets none.
 */
export async function localKeysFor(
  store: TenantStore,
  { userId, deviceId, newLocalKey }: LocalKeysWanted,
  makeKey: () => string = () => randomBytes(KEY_BYTES).toString('base64url'),
): Promise<LocalKeysReply> {
  const devices = store.collection('devices');
  const own = { _id: deviceId, userId, revokedAt: null };
  // One atomic step: of two sign-ins at once on a new device, both get the key of the first.
  const before = await devices.updateOne({ ...own, localKey: null }, { $set: { localKey: makeKey() } });
  if (before === null && newLocalKey) await replaceKey(store, own, makeKey());
  return toReply(await devices.findOne(own));
}

/** If two sign-ins replace it at once, one key becomes the current one, and the other is among the earlier ones. */
async function replaceKey(
  store: TenantStore,
  own: { _id: string; userId: string; revokedAt: null },
  localKey: string,
): Promise<void> {
  const devices = store.collection('devices');
  for (;;) {
    const current = (await devices.findOne(own))?.localKey;
    if (!current) return;
    const earlierLocalKeys = { $each: [current], $position: 0, $slice: EARLIER_KEYS };
    const replaced = await devices.updateOne(
      { ...own, localKey: current },
      { $set: { localKey }, $push: { earlierLocalKeys } },
    );
    if (replaced !== null) return;
  }
}

const toReply = (device: DeviceRecord | null): LocalKeysReply => ({
  localKey: device?.localKey ?? null,
  earlierLocalKeys: device?.earlierLocalKeys ?? [],
});
