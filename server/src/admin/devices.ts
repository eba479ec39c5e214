import { idSchema } from '@marginiq/contract/scalars';
import { decideRevokeDevice } from '@marginiq/domain/govern/devices';
import { z } from 'zod';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { type AdminContext, adminCommit } from './admin-action.ts';

/** A device that somebody of the company signed in on. */
export interface DeviceView {
  id: string;
  name: string;
  person: { id: string; name: string };
  lastSeenAt: string;
  /** Whether it has a session that can be renewed. */
  signedIn: boolean;
  /** How many commands of it reached an outcome. */
  commands: number;
  revokedAt: string | null;
  /** When it reported that its data was wiped, and how many unsent commands it had at that point. */
  wipedAt: string | null;
  unsentAtWipe: number | null;
}

const MAX_DEVICES = 1_000;

/** The devices that have a session now: of each session, one token is neither used nor revoked. */
async function signedInDevices(store: TenantStore, now: string): Promise<Set<string>> {
  const unused = await store
    .collection('refreshTokens')
    .find({ usedAt: null, revokedAt: null }, { projection: { deviceId: 1, expiresAt: 1 } });
  const live = unused.filter(({ expiresAt }) => expiresAt.getTime() > Date.parse(now));
  return new Set(live.map(({ deviceId }) => deviceId));
}

/** The devices, last seen first. */
export async function listDevices(store: TenantStore, now: string): Promise<DeviceView[]> {
  const devices = await store.collection('devices').find({}, { sort: { lastSeenAt: -1 }, limit: MAX_DEVICES });
  const people = await store.collection('users').findByIds(devices.map(({ userId }) => userId));
  const signedIn = await signedInDevices(store, now);
  return devices.map(({ _id, userId, name, lastSeenAt, lastSeq, ...rest }) => ({
    id: _id,
    name,
    person: { id: userId, name: people.get(userId)?.name ?? 'unknown' },
    lastSeenAt,
    signedIn: signedIn.has(_id),
    commands: lastSeq,
    revokedAt: rest.revokedAt ?? null,
    wipedAt: rest.wipedAt ?? null,
    unsentAtWipe: rest.unsentAtWipe ?? null,
  }));
}

export const revokeDeviceInputSchema = z.object({ deviceId: idSchema });

/**
 * Permanently revokes a device's access: it can no longer push or pull, and wipes its data as soon as it learns of it.
 * The person's document is rewritten so that the device's stream rechecks its authority immediately.
 *
 * @throws ActionRefusedError
 */
export async function revokeDevice(context: AdminContext, deviceId: string): Promise<void> {
  await adminCommit(context, 'device.revoke', async (unit, carryOut) => {
    const device = await unit.store.collection('devices').findById(deviceId);
    const person = device && (await unit.store.collection('users').findById(device.userId));
    const decided = decideRevokeDevice(device && { ...device, id: deviceId }, { person, now: context.clock.now() });
    const { revokedAt } = carryOut(decided);
    const wiped = { wipedAt: null, unsentAtWipe: null };
    unit.update('devices', { _id: deviceId, revokedAt: null }, { $set: { revokedAt, ...wiped } });
    if (person !== null) unit.put('users', person, person);
  });
}
