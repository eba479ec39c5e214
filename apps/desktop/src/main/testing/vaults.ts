import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSessionClock } from '../../bridge/session-clock.ts';
import { CHEAP_COSTS } from '../../bridge/testing/cheap-costs.ts';
import { SessionVault } from '../session-vault.ts';
import { EMPTY_VAULT, type VaultContent, type VaultSession } from '../vault-content.ts';
import { turningSafe } from './electron-stand-in.ts';

export const ID = '01890a5d-ac96-774b-bcce-b302099a8057';
/** Where a vault can be, each on a disk of its own. */
export const place = () => join(mkdtempSync(join(tmpdir(), 'marginiq-vault-')), 'session.vault');

export function vaultAt(
  file: string,
  { safe = turningSafe(), log = (_message: string): void => undefined } = {},
): SessionVault {
  const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  return new SessionVault(file, { safe, log, randomBytes, costs: CHEAP_COSTS });
}

export const ANNA = ID;
const NOON = '2026-06-01T12:00:00.000Z';
const LATER = '2026-07-01T12:00:00.000Z';
export const BEN = ID.replace('8057', '8058');
export const CARLA = ID.replace('8057', '8059');

export function contentOf(userId: string): VaultContent {
  const person = { userId, companyId: ID, deviceId: ID, name: 'Somebody', email: 'somebody@nordlicht.example' };
  const company = { companyName: 'Nordlicht', companySlug: 'nordlicht', role: 'salesperson' as const, teamId: null };
  const tokens = {
    refreshToken: 'secret',
    clock: startSessionClock({ serverTime: NOON, sessionExpiresAt: LATER }, Date.parse(NOON)),
  };
  return { ...EMPTY_VAULT, session: { profile: { ...person, ...company }, signInId: 'sign-in', ...tokens } };
}

export function sessionOf(userId: string, signInId = 'sign-in'): VaultSession {
  const { session } = contentOf(userId);
  if (session === null) throw new Error('no session');
  return { ...session, signInId };
}
