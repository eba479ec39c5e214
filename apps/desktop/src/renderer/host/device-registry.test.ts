import { describe, expect, it } from 'vitest';
import { aProfile } from '../../bridge/testing/a-profile.ts';
import { DeviceRegistry } from './device-registry.ts';

const id = (n: number) => `01890a5d-ac96-774b-bcce-${n.toString(16).padStart(12, '0')}`;
const anna = { company: 'Nordlicht ', email: 'anna@nordlicht.example' };
const ben = { company: 'nordlicht', email: 'ben@nordlicht.example' };
const profile = aProfile({
  companyId: id(1),
  userId: id(2),
  deviceId: id(100),
  companyName: 'Nordlicht GmbH',
  name: 'Anna Adler',
});
const owner = { companyId: id(1), userId: id(2), name: 'Anna Adler', companyName: 'Nordlicht GmbH' };

function registryOn(items = new Map<string, string>()) {
  let made = 200;
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
  return new DeviceRegistry(storage, () => id(made++));
}

describe('the device registry', () => {
  it('the device registry gives each person one id, however company and email are typed, and after a restart', () => {
    const items = new Map<string, string>();
    const first = registryOn(items).deviceIdFor(anna);
    const typed = { company: 'nordlicht', email: ' Anna@Nordlicht.example' };
    expect(registryOn(items).deviceIdFor(typed)).toBe(first);
    const registry = registryOn(items);
    registry.deviceIdFor(anna);
    expect(registryOn(items).deviceIdFor({ ...ben })).toBe(registry.deviceIdFor(ben));
  });

  it('an id from an earlier version, which stored it alone, is adopted', () => {
    const items = new Map([['marginiq.devices', JSON.stringify({ 'nordlicht/anna@nordlicht.example': id(7) })]]);
    expect(registryOn(items).deviceIdFor(anna)).toBe(id(7));
  });

  it('the device registry knows whose local data is on this device, once they have signed in', () => {
    const registry = registryOn();
    expect([registry.owners(), registry.ownerFor(anna)]).toEqual([[], null]);
    registry.note(profile);
    expect([registry.owners(), registry.ownerFor(anna)]).toEqual([[owner], owner]);
    expect(registry.deviceIdFor(anna)).toBe(profile.deviceId);
  });

  it('a new id is made for somebody whose device was revoked, and for nobody else', () => {
    const items = new Map<string, string>();
    const registry = registryOn(items);
    registry.note(profile);
    const bens = registry.deviceIdFor(ben);
    registry.forget(profile);
    expect(registry.deviceIdFor(anna)).not.toBe(profile.deviceId);
    expect(registry.deviceIdFor(ben)).toBe(bens);
    expect(registry.owners()).toEqual([]);
  });

  it('the device registry treats a damaged store as empty', () => {
    expect(registryOn(new Map([['marginiq.devices', '{"x']])).owners()).toEqual([]);
    expect(registryOn(new Map([['marginiq.devices', '["x"]']])).deviceIdFor(anna)).toBe(id(200));
  });
});
