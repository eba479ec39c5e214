import type { Profile } from '@marginiq/contract/session';
import { describe, expect, it } from 'vitest';
import type { SessionFault, SessionResult } from '../../../bridge/bridge.ts';
import { type DeviceOwner, DeviceRegistry } from '../../host/device-registry.ts';
import { signInHere } from './sign-in-here.ts';

const id = (n: number) => `01890a5d-ac96-774b-bcce-${String(n).padStart(12, '0')}`;
const credentials = { company: 'nordlicht', email: 'anna@nordlicht.example', password: 'right' };
const profileOn = (deviceId: string): Profile => ({
  companyId: id(1),
  userId: id(2),
  deviceId,
  companyName: 'Nordlicht',
  companySlug: 'nordlicht',
  name: 'Anna',
  email: 'anna@nordlicht.example',
  role: 'salesperson',
  teamId: null,
});

/** A page whose server refuses some device ids. */
function page(refused: Record<string, SessionFault> = {}) {
  const items = new Map<string, string>();
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
  let made = 10;
  const registry = new DeviceRegistry(storage, () => id(made++));
  const wiped: DeviceOwner[] = [];
  const asked: string[] = [];
  const signIn = async ({ deviceId }: { deviceId: string }): Promise<SessionResult> => {
    asked.push(deviceId);
    const fault = refused[deviceId];
    if (fault !== undefined) return { ok: false, fault, message: fault };
    return { ok: true, session: { profile: profileOn(deviceId), accessToken: 't', accessExpiresAt: '' } };
  };
  const ports = { bridge: { signIn }, registry, wipe: async (owner: DeviceOwner) => void wiped.push(owner) };
  return { ports, registry, wiped, asked };
}

describe('signing in on this device', () => {
  it('is signing in as the device one was, and notes whose local data it numbers', async () => {
    const { ports, registry, asked } = page();
    await signInHere(credentials, ports);
    await signInHere(credentials, ports);
    expect(asked).toEqual([id(10), id(10)]);
    expect(registry.ownerFor(credentials)).toMatchObject({ userId: id(2), name: 'Anna' });
  });

  it('wipes and forgets a device that was revoked, so that the next try is a new one', async () => {
    const { ports, registry, wiped, asked } = page({ [id(5)]: 'revoked' });
    registry.note(profileOn(id(5)));
    expect(await signInHere(credentials, ports)).toMatchObject({ ok: false, fault: 'revoked' });
    expect(wiped).toMatchObject([{ companyId: id(1), userId: id(2) }]);
    expect(await signInHere(credentials, ports)).toMatchObject({ ok: true });
    expect(asked).toEqual([id(5), id(10)]);
  });

  it('takes a new device where the email passed to somebody else, and touches no data', async () => {
    const { ports, registry, wiped, asked } = page({ [id(5)]: 'deviceTaken' });
    registry.note(profileOn(id(5)));
    expect(await signInHere(credentials, ports)).toMatchObject({ ok: true });
    expect(asked).toEqual([id(5), id(10)]);
    expect(wiped).toEqual([]);
  });

  it.each(['wrong', 'offline', 'locked', 'suspended', 'failed'] as const)(
    'keeps the device when it is %s',
    async (fault) => {
      const { ports, registry } = page({ [id(5)]: fault });
      registry.note(profileOn(id(5)));
      expect(await signInHere(credentials, ports)).toMatchObject({ ok: false, fault });
      expect(registry.deviceIdFor(credentials)).toBe(id(5));
    },
  );
});
