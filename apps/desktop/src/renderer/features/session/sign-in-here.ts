import type { Identity } from '@marginiq/contract/session';
import { peopleOnDisk } from '@marginiq/sync/database/local-database';
import { storedNumberingDevice } from '@marginiq/sync/outbox/numbering-device';
import type {
  Credentials,
  DesktopBridge,
  PersonId,
  SessionFailure,
  SessionResult,
  SignInInput,
} from '../../../bridge/bridge.ts';
import { identityOf } from '../../../bridge/identity.ts';
import { leaveLocalData, unsentIds, wipeLocalData } from '../../app/leaving.ts';
import { databaseNameOf } from '../../app/workspace.ts';
import type { DeviceRegistry } from '../../host/device-registry.ts';

/** What this device's disk holds of people, whatever else about them was lost. */
export interface PeopleOnDisk {
  list: () => Promise<PersonId[]>;
  /** The device that numbers a person's commands here; null if none were numbered. */
  numberingDevice: (person: PersonId) => Promise<string | null>;
  /** The ids of the commands that wait to be sent; null if they cannot be read. */
  unsent: (person: PersonId) => Promise<string[] | null>;
  /** Removes what a revoked device holds of its person; what another window holds, at the next start. */
  wipe: (person: PersonId) => Promise<void>;
  /** Like `wipe`, but unsent actions and unfinished work stay for when the person can sign in again. */
  leave: (person: PersonId) => Promise<void>;
}

export interface SignInPorts {
  bridge: Pick<DesktopBridge, 'signIn' | 'whoIs' | 'reportWipe' | 'signOut'>;
  registry: DeviceRegistry;
  disk: PeopleOnDisk;
  /**
   * The workspace that is open in this window, if one is. If its person is refused, it hears so from the server itself, and what
   * is to go goes once it has closed.
   */
  open?: { wake: () => void };
}

export interface SignInFailure extends SessionFailure {
  /** How many unsent commands were removed, because this device's access was revoked; null if nobody could count them. */
  removedUnsent?: number | null;
}
export type SignInResult = Extract<SessionResult, { ok: true }> | SignInFailure;

/** What somebody types; as which device they sign in is found out here. */
export type TypedSignIn = Omit<SignInInput, 'deviceId'>;

/** As which device somebody signs in here. */
interface Place {
  deviceId: string;
  /** Null for a person unknown to this device. */
  person: PersonId | null;
  /** Why it could not be found out. */
  failure?: SessionFailure;
}

/**
 * Signs in as the device that this person has here, so that numbering continues and their data opens. That device is the one
 * named by their local database: the page's own note of it may be lost. A device whose access was revoked is wiped and
 * forgotten: another attempt signs in on a new one.
 */
export async function signInHere(typed: TypedSignIn, ports: SignInPorts): Promise<SignInResult> {
  const first = await attempt(typed, ports);
  if (first.result.ok || first.result.fault !== 'deviceTaken') return first.result;
  // The email now belongs to somebody else, who starts with a new device.
  ports.registry.forget(first);
  ports.registry.forgetPerson(typed);
  return (await attempt(typed, ports)).result;
}

async function attempt(
  { passphrase, ...credentials }: TypedSignIn,
  ports: SignInPorts,
): Promise<{ result: SignInResult; deviceId: string }> {
  const { bridge, registry } = ports;
  const place = await placeOf(credentials, ports);
  const sealing = passphrase === undefined ? {} : { passphrase };
  const result = place.failure ?? (await bridge.signIn({ ...credentials, ...sealing, deviceId: place.deviceId }));
  if (result.ok) registry.note(result.session.profile);
  else if (ports.open !== undefined) {
    if (result.fault === 'revoked' || result.fault === 'inactive') ports.open.wake();
  } else if (result.fault === 'revoked') {
    const removed = place.person === null ? {} : { removedUnsent: await wipe(place.person, place.deviceId, ports) };
    registry.forget(place);
    return { result: { ...result, ...removed }, deviceId: place.deviceId };
  } else if (result.fault === 'inactive' && place.person !== null) await leave(place.person, place.deviceId, ports);
  return { result, deviceId: place.deviceId };
}

/** The server hears of it first, where this device still has something to prove who it was. @returns how much was unsent */
async function wipe(person: PersonId, deviceId: string, { bridge, disk }: SignInPorts): Promise<number | null> {
  const unsent = await disk.unsent(person).catch(() => null);
  await bridge.reportWipe(identityOf({ ...person, deviceId }), unsent ?? []).catch(() => undefined);
  await endSession(identityOf({ ...person, deviceId }), bridge);
  await disk.wipe(person);
  return unsent?.length ?? null;
}

/** The account was deactivated: what this device holds of the person goes, as at a sign-out. */
async function leave(person: PersonId, deviceId: string, { bridge, disk }: SignInPorts): Promise<void> {
  await endSession(identityOf({ ...person, deviceId }), bridge);
  await disk.leave(person);
}

/** Of the session that had run out: its key would otherwise stay. Without a network it is ended here alone. */
async function endSession(identity: Identity, bridge: Pick<DesktopBridge, 'signOut'>): Promise<void> {
  await bridge.signOut(identity).catch(() => undefined);
}

async function placeOf(credentials: Credentials, { bridge, registry, disk }: SignInPorts): Promise<Place> {
  const noted = registry.deviceIdFor(credentials);
  const owner = registry.ownerFor(credentials);
  const at = async (person: PersonId): Promise<Place> => ({
    person,
    deviceId: (await disk.numberingDevice(person)) ?? noted,
  });
  if (owner !== null) return at(owner);
  const known = new Set(registry.owners().map(databaseNameOf));
  const strangers = (await disk.list()).filter((person) => !known.has(databaseNameOf(person)));
  if (strangers.length === 0) return { person: null, deviceId: noted };
  // One of these databases may be theirs. Only the server can tell, and nothing is kept of asking it.
  const asked = await bridge.whoIs({ ...credentials, deviceId: noted });
  return asked.ok ? at(asked.person) : { deviceId: noted, person: null, failure: asked };
}

export function peopleOnThisDisk({ forgetKeys }: Pick<DesktopBridge, 'forgetKeys'>): PeopleOnDisk {
  const leaving = { storage: window.localStorage, forgetKeys };
  return {
    list: peopleOnDisk,
    numberingDevice: (person) => storedNumberingDevice(databaseNameOf(person)),
    unsent: (person) => unsentIds(databaseNameOf(person)),
    wipe: (person) => wipeLocalData(leaving, databaseNameOf(person)),
    leave: (person) => leaveLocalData(leaving, databaseNameOf(person)),
  };
}
