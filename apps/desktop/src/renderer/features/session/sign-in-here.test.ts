import type { Identity, Profile } from '@marginiq/contract/session';
import { describe, expect, it } from 'vitest';
import type { PersonId, PersonResult, SessionFault, SessionResult } from '../../../bridge/bridge.ts';
import { aProfile } from '../../../bridge/testing/a-profile.ts';
import { DeviceRegistry } from '../../host/device-registry.ts';
import { signInHere } from './sign-in-here.ts';

const id = (n: number) => `01890a5d-ac96-774b-bcce-${String(n).padStart(12, '0')}`;
const credentials = { company: 'nordlicht', email: 'anna@nordlicht.example', password: 'right' };
const profileOn = (deviceId: string): Profile => aProfile({ companyId: id(1), userId: id(2), deviceId });

const anna: PersonId = { companyId: id(1), userId: id(2) };
const ben: PersonId = { companyId: id(1), userId: id(3) };

/** A page whose server refuses some device ids, and whose disk holds some people's data, numbered by a device. */
function page(
  refused: Record<string, SessionFault> = {},
  onDisk: [PersonId, string | null][] = [],
  unsent: string[] | null = [],
) {
  const items = new Map<string, string>();
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
  let made = 10;
  const registry = new DeviceRegistry(storage, () => id(made++));
  const wiped: PersonId[] = [];
  const left: PersonId[] = [];
  const signedOut: Identity[] = [];
  const asked: string[] = [];
  const signIn = async ({ deviceId }: { deviceId: string }): Promise<SessionResult> => {
    asked.push(deviceId);
    const fault = refused[deviceId];
    if (fault !== undefined) return { ok: false, fault, message: fault };
    return { ok: true, session: { profile: profileOn(deviceId), accessToken: 't', accessExpiresAt: '' } };
  };
  const askedWho: string[] = [];
  const whoIs = async ({ deviceId, password }: { deviceId: string; password: string }): Promise<PersonResult> => {
    askedWho.push(deviceId);
    const fault = refused[deviceId];
    if (fault !== undefined) return { ok: false, fault, message: fault };
    if (password !== 'right') return { ok: false, fault: 'wrong', message: 'wrong' };
    return { ok: true, person: anna };
  };
  const disk = {
    list: async () => onDisk.map(([person]) => person),
    numberingDevice: async ({ userId }: PersonId) => onDisk.find(([person]) => person.userId === userId)?.[1] ?? null,
    unsent: async () => unsent,
    wipe: async (person: PersonId) => void wiped.push(person),
    leave: async (person: PersonId) => void left.push(person),
  };
  const reported: unknown[] = [];
  const reportWipe = async (identity: Identity, unanswered: string[]) => {
    reported.push({ identity, unanswered, before: wiped.length === 0 });
  };
  const signOut = async (identity: Identity) => void signedOut.push(identity);
  const bridge = { signIn, whoIs, reportWipe, signOut };
  return { ports: { bridge, registry, disk }, registry, items, wiped, left, signedOut, asked, askedWho, reported };
}

describe('signing in on this device', () => {
  it('signing in on this device is signing in as the device one was, and notes whose local data it numbers', async () => {
    const { ports, registry, asked } = page();
    await signInHere(credentials, ports);
    await signInHere(credentials, ports);
    expect(asked).toEqual([id(10), id(10)]);
    expect(registry.ownerFor(credentials)).toMatchObject({ userId: id(2), name: 'Anna' });
  });

  it('signing in on this device hands the passphrase on with the sign-in, and not where it only asks whose the credentials are', async () => {
    const { ports } = page({}, [[anna, id(7)]]);
    const given: unknown[] = [];
    const note =
      <I, R>(ask: (input: I) => Promise<R>) =>
      (input: I) => {
        given.push((input as { passphrase?: unknown }).passphrase);
        return ask(input);
      };
    const { signIn, whoIs } = ports.bridge;
    const bridge = { ...ports.bridge, whoIs: note(whoIs), signIn: note(signIn) };
    await signInHere({ ...credentials, passphrase: 'tie the red boat' }, { ...ports, bridge });
    expect(given).toEqual([undefined, 'tie the red boat']);
  });

  it('a revoked device is wiped and forgotten, so that the next attempt uses a new one', async () => {
    const { ports, registry, wiped, asked } = page({ [id(5)]: 'revoked' });
    registry.note(profileOn(id(5)));
    expect(await signInHere(credentials, ports)).toMatchObject({ ok: false, fault: 'revoked' });
    expect(wiped).toMatchObject([{ companyId: id(1), userId: id(2) }]);
    expect(await signInHere(credentials, ports)).toMatchObject({ ok: true });
    expect(asked).toEqual([id(5), id(10)]);
  });

  it('signing in on this device reports a wipe, and what was unsent, before it happens, and says how much that was', async () => {
    const { ports, registry, reported } = page({ [id(5)]: 'revoked' }, [], [id(8), id(9)]);
    registry.note(profileOn(id(5)));
    expect(await signInHere(credentials, ports)).toMatchObject({ fault: 'revoked', removedUnsent: 2 });
    expect(reported).toEqual([{ identity: { ...anna, deviceId: id(5) }, unanswered: [id(8), id(9)], before: true }]);
  });

  it('signing in on this device wipes a revoked device also where nobody can count what was unsent, and says so', async () => {
    const { ports, registry, wiped } = page({ [id(5)]: 'revoked' }, [], null);
    registry.note(profileOn(id(5)));
    expect(await signInHere(credentials, ports)).toMatchObject({ fault: 'revoked', removedUnsent: null });
    expect(wiped).toHaveLength(1);
  });

  it('signing in on this device removes what a deactivated person holds here, as at a sign-out, and keeps their device for when they are back', async () => {
    const { ports, registry, wiped, left, signedOut } = page({ [id(5)]: 'inactive' });
    registry.note(profileOn(id(5)));
    expect(await signInHere(credentials, ports)).toMatchObject({ ok: false, fault: 'inactive' });
    expect([left.map(({ userId }) => userId), wiped]).toEqual([[id(2)], []]);
    expect(signedOut).toEqual([{ ...anna, deviceId: id(5) }]);
    expect(registry.deviceIdFor(credentials)).toBe(id(5));
  });

  it('signing in on this device ends the session that had run out on a revoked device: its key must not stay', async () => {
    const { ports, registry, signedOut } = page({ [id(5)]: 'revoked' });
    registry.note(profileOn(id(5)));
    await signInHere(credentials, ports);
    expect(signedOut).toEqual([{ ...anna, deviceId: id(5) }]);
  });

  it.each(['revoked', 'inactive'] as const)(
    'signing in on this device removes nothing under an open workspace when it is %s: that hears of it and closes first',
    async (fault) => {
      const { ports, registry, wiped, left, signedOut } = page({ [id(5)]: fault });
      registry.note(profileOn(id(5)));
      const woken: string[] = [];
      const open = { wake: () => void woken.push(fault) };
      expect(await signInHere(credentials, { ...ports, open })).toMatchObject({ ok: false, fault });
      expect([woken, wiped, left, signedOut]).toEqual([[fault], [], [], []]);
    },
  );

  it('signing in on this device takes a new device where the email passed to somebody else, and touches no data', async () => {
    const { ports, registry, wiped, asked } = page({ [id(5)]: 'deviceTaken' });
    registry.note(profileOn(id(5)));
    expect(await signInHere(credentials, ports)).toMatchObject({ ok: true });
    expect(asked).toEqual([id(5), id(10)]);
    expect(wiped).toEqual([]);
  });

  it.each(['wrong', 'offline', 'locked', 'suspended', 'failed'] as const)(
    'signing in on this device keeps the device when it is %s',
    async (fault) => {
      const { ports, registry } = page({ [id(5)]: fault });
      registry.note(profileOn(id(5)));
      expect(await signInHere(credentials, ports)).toMatchObject({ ok: false, fault });
      expect(registry.deviceIdFor(credentials)).toBe(id(5));
    },
  );

  describe('when the page no longer knows which device it is', () => {
    it('signs in as the device that the person’s local database names, and notes it again', async () => {
      const { ports, registry, asked } = page({}, [
        [ben, id(6)],
        [anna, id(5)],
      ]);
      expect(await signInHere(credentials, ports)).toMatchObject({ ok: true });
      expect(asked).toEqual([id(5)]);
      expect(registry.deviceIdFor(credentials)).toBe(id(5));
    });

    it('signs in as the device that the database names even if the page has noted another', async () => {
      const { ports, registry, asked, askedWho } = page({}, [[anna, id(5)]]);
      registry.note(profileOn(id(7)));
      expect(await signInHere(credentials, ports)).toMatchObject({ ok: true });
      expect(asked).toEqual([id(5)]);
      expect(askedWho).toEqual([]);
    });

    it('a page that no longer knows which device it is asks nobody who it is when every database on the disk is known to be somebody’s', async () => {
      const { ports, registry, asked, askedWho } = page({}, [[ben, id(6)]]);
      registry.note({ ...profileOn(id(6)), ...ben, email: 'ben@nordlicht.example' });
      await signInHere(credentials, ports);
      expect(asked).toEqual([id(10)]);
      expect(askedWho).toEqual([]);
    });

    it('a page that no longer knows which device it is begins on a new device when the databases here are other people’s, or hold nothing that was numbered', async () => {
      const { ports, asked } = page({}, [
        [ben, id(6)],
        [anna, null],
      ]);
      await signInHere(credentials, ports);
      expect(asked).toEqual([id(10)]);
    });

    it('a sign-in begins on a new device after its known one was revoked, whoever else has data here', async () => {
      const { ports, items, asked, askedWho } = page({ [id(5)]: 'revoked' }, [[ben, id(6)]]);
      items.set('marginiq.devices', JSON.stringify({ 'nordlicht/anna@nordlicht.example': id(5) }));
      expect(await signInHere(credentials, ports)).toMatchObject({ ok: false, fault: 'revoked' });
      expect(await signInHere(credentials, ports)).toMatchObject({ ok: true });
      expect([askedWho, asked]).toEqual([[id(5), id(10)], [id(10)]]);
    });

    it('a page that no longer knows which device it is says that the password is wrong without signing in as anybody', async () => {
      const { ports, asked } = page({}, [[anna, id(5)]]);
      expect(await signInHere({ ...credentials, password: 'no' }, ports)).toMatchObject({ ok: false, fault: 'wrong' });
      expect(asked).toEqual([]);
    });

    it('data that a revoked device numbered is wiped, so that the next attempt uses a new device', async () => {
      const onDisk: [PersonId, string | null][] = [[anna, id(5)]];
      const { ports, wiped, asked } = page({ [id(5)]: 'revoked' }, onDisk);
      expect(await signInHere(credentials, ports)).toMatchObject({ ok: false, fault: 'revoked' });
      expect(wiped).toEqual([anna]);
      onDisk.length = 0;
      expect(await signInHere(credentials, ports)).toMatchObject({ ok: true });
      expect(asked).toEqual([id(5), id(10)]);
    });
  });
});
