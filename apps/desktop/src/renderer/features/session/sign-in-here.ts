import type { Credentials, DesktopBridge, SessionResult } from '../../../bridge/bridge.ts';
import { deleteWorkspaceOf } from '../../app/workspace.ts';
import type { DeviceOwner, DeviceRegistry } from '../../host/device-registry.ts';

export interface SignInPorts {
  bridge: Pick<DesktopBridge, 'signIn'>;
  registry: DeviceRegistry;
  /** Removes what a revoked device holds of its person. */
  wipe: (owner: DeviceOwner) => Promise<void>;
}

/**
 * Signs in as the device that this person is here, so that what it holds of them is numbered on. A device whose access was
 * revoked is wiped and forgotten: trying again is signing in on a new one.
 */
export async function signInHere(credentials: Credentials, ports: SignInPorts): Promise<SessionResult> {
  const { bridge, registry } = ports;
  const attempt = async () => {
    const deviceId = registry.deviceIdFor(credentials);
    const result = await bridge.signIn({ ...credentials, deviceId });
    if (result.ok) registry.note(result.session.profile);
    return { result, deviceId };
  };
  const { result, deviceId } = await attempt();
  if (result.ok) return result;
  if (result.fault === 'revoked') {
    const owner = registry.ownerFor(credentials);
    if (owner !== null) await ports.wipe(owner);
    registry.forget({ deviceId });
  }
  if (result.fault !== 'deviceTaken') return result;
  // The email passed to somebody else, who begins on a device of their own.
  registry.forget({ deviceId });
  return (await attempt()).result;
}

export const wipeOwner = (owner: DeviceOwner): Promise<void> => deleteWorkspaceOf(owner);
