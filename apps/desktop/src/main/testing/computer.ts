import { v7 } from 'uuid';
import type { SessionResult } from '../../bridge/bridge.ts';
import { NOON } from '../../bridge/testing/bridge-acceptance.ts';
import { SessionService } from '../session-service.ts';
import { turningSafe } from './electron-stand-in.ts';
import { place, vaultAt } from './vaults.ts';

export const anna = { company: 'nordlicht', email: 'anna@nordlicht.example', password: 'right', deviceId: v7() };
export const benjamin = { ...anna, email: 'benjamin@nordlicht.example', deviceId: v7() };

/** A computer whose disk can be full; `start` starts the program on what is on it. */
export function computer() {
  const file = place();
  const disk = { isFull: false };
  const inner = turningSafe();
  const encryptString = (text: string) => {
    if (disk.isFull) throw new Error('ENOSPC');
    return inner.encryptString(text);
  };
  const told: string[] = [];
  const aVault = () => vaultAt(file, { safe: { ...inner, encryptString } });
  const start = (vault = aVault()) =>
    new SessionService({
      serverUrl: 'http://host',
      vault,
      deviceName: 'laptop',
      time: { now: () => NOON, monotonic: () => 0 },
      newId: () => v7(),
      onChange: ({ kind }) => void told.push(kind),
      log: () => undefined,
    });
  return { start, aVault, disk, told };
}

export function profileOf(result: SessionResult) {
  if (!result.ok) throw new Error(result.fault);
  return result.session.profile;
}
