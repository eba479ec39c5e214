import { peopleOnDisk } from '@marginiq/sync/database/local-database';
import type { DesktopBridge, PersonId } from '../../bridge/bridge.ts';
import type { DeviceRegistry } from '../host/device-registry.ts';
import { type LeavingPorts, leaveLocalData, noteLeaving } from './leaving.ts';
import { databaseNameOf } from './workspace.ts';

export interface OthersPorts extends LeavingPorts {
  bridge: Pick<DesktopBridge, 'storedSession'>;
  registry: Pick<DeviceRegistry, 'owners'>;
}

/**
 * One person at a time: everybody else known to this device has left it, whether they signed out, their session expired, or this
 * sign-in replaced them. Their pages go, as at their own sign-out; their unsettled commands and drafts stay, sealed, with the
 * keys for those. Never fails: the next start tries again.
 */
export async function leaveOthers(person: PersonId, { bridge, registry, ...ports }: OthersPorts): Promise<void> {
  const own = databaseNameOf(person);
  /** Another window may have signed in somebody else: what is theirs is not to be touched. */
  const isStillHere = async () => {
    const stored = await bridge.storedSession().catch(() => null);
    return stored !== null && databaseNameOf(stored.profile) === own;
  };
  const onDisk = await peopleOnDisk().catch(() => null);
  // Unless we know whose unsettled commands are here, no key may go.
  if (onDisk === null || !(await isStillHere())) return;
  const names = onDisk.map(databaseNameOf).filter((name) => name !== own);
  for (const name of names) noteLeaving(ports.storage, name);
  // A key may be left of somebody who has nothing else here.
  for (const other of registry.owners()) {
    const name = databaseNameOf(other);
    if (name !== own && !names.includes(name)) await ports.forgetKeys(other).catch(() => undefined);
  }
  for (const name of names) {
    if (await isStillHere()) await leaveLocalData(ports, name);
  }
}
