import { expect, it } from 'vitest';
import { type DeviceStanding, deviceState } from './device-state.ts';

const inUse: DeviceStanding = { revokedAt: null, wipedAt: null, unsentAtWipe: null, signedIn: true };
const AT = '2026-11-25T10:00:00.000Z';

it.each<[string, Partial<DeviceStanding>, string]>([
  ['a device with a session', {}, 'In use'],
  ['a device whose person has signed out', { signedIn: false }, 'Signed out'],
  ['a revoked device, whether or not its session has ended,', { revokedAt: AT, signedIn: false }, 'Access revoked'],
  ['a revoked device that told', { revokedAt: AT, wipedAt: AT, unsentAtWipe: 2 }, 'Wiped'],
])('%s is shown as such', (_, change, label) => {
  expect(deviceState({ ...inUse, ...change }).label).toBe(label);
});
