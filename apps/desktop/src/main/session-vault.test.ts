import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ringOfOne } from '../bridge/key-ring.ts';
import { startSessionClock } from '../bridge/session-clock.ts';
import { CHEAP_COSTS } from '../bridge/testing/cheap-costs.ts';
import { type SafeStorage, SessionVault } from './session-vault.ts';
import { turningSafe } from './testing/electron-stand-in.ts';
import { EMPTY_VAULT, type VaultContent } from './vault-content.ts';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';
const place = () => join(mkdtempSync(join(tmpdir(), 'marginiq-vault-')), 'session.vault');

function vaultAt(
  file: string,
  { safe = turningSafe(), log = (_message: string): void => undefined } = {},
): SessionVault {
  const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  return new SessionVault(file, { safe, log, randomBytes, costs: CHEAP_COSTS });
}

/** A key store that opens nothing now, and seals. */
const lockedSafe: SafeStorage = {
  ...turningSafe(),
  decryptString: () => {
    throw new Error('the keyring is locked');
  },
};

const ANNA = ID;
const NOON = '2026-06-01T12:00:00.000Z';
const LATER = '2026-07-01T12:00:00.000Z';
const BEN = ID.replace('8057', '8058');

function sessionOf(userId: string): VaultContent {
  const person = { userId, companyId: ID, deviceId: ID, name: 'Somebody', email: 'somebody@nordlicht.example' };
  const company = { companyName: 'Nordlicht', companySlug: 'nordlicht', role: 'salesperson' as const, teamId: null };
  const tokens = {
    refreshToken: 'secret',
    clock: startSessionClock({ serverTime: NOON, sessionExpiresAt: LATER }, Date.parse(NOON)),
  };
  return { ...EMPTY_VAULT, session: { profile: { ...person, ...company }, signInId: 'sign-in', ...tokens } };
}
const content = sessionOf(ANNA);

describe('SessionVault', () => {
  it('gives back after a restart what was written, and keeps nothing in the clear', async () => {
    const file = place();
    await vaultAt(file).update(() => content);
    expect(await vaultAt(file).read()).toEqual(content);
    expect(readFileSync(file, 'utf8')).not.toContain('nordlicht');
  });

  it('ends with the last of many writes at once, whole', async () => {
    const file = place();
    const vault = vaultAt(file);
    const ringOf = (n: number) => ({ ...EMPTY_VAULT, rings: { [`person-${n}`]: ringOfOne('k'.repeat(43)) } });
    await Promise.all(Array.from({ length: 20 }, (_, n) => vault.update(() => ringOf(n))));
    expect(await vaultAt(file).read()).toEqual(ringOf(19));
  });

  it('makes each of two changes at once to what the other left', async () => {
    const vault = vaultAt(place());
    await vault.read();
    const ring = ringOfOne('k'.repeat(43));
    const add = (person: string) =>
      vault.update(({ rings, ...rest }) => ({ ...rest, rings: { ...rings, [person]: ring } }));
    await Promise.all([add('anna'), add('ben')]);
    expect((await vault.read()).rings).toEqual({ anna: ring, ben: ring });
  });

  it('still has the old content when it was killed before the new one was in place', async () => {
    const file = place();
    await vaultAt(file).update(() => content);
    writeFileSync(`${file}.new`, 'half of a');
    expect(await vaultAt(file).read()).toEqual(content);
  });

  it('moves a damaged file aside, says so, and begins anew', async () => {
    const file = place();
    writeFileSync(file, 'not a vault');
    const said: string[] = [];
    const vault = vaultAt(file, { log: (message) => void said.push(message) });
    expect(await vault.read()).toEqual(EMPTY_VAULT);
    expect(said[0]).toContain('unreadable');
    expect(existsSync(`${file}.unreadable`)).toBe(true);
    await vault.update(() => content);
    expect(await vaultAt(file).read()).toEqual(content);
  });

  it('moves a second damaged file beside the first, and destroys neither', async () => {
    const file = place();
    for (const text of ['first damaged', 'second damaged', 'third damaged']) {
      writeFileSync(file, text);
      await vaultAt(file).read();
    }
    const folder = join(file, '..');
    const kept = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    expect(kept.toSorted()).toEqual(['first damaged', 'second damaged', 'third damaged']);
  });

  it('finds the session again when the key store was locked for one start only', async () => {
    const file = place();
    await vaultAt(file).update(() => content);
    const locked = vaultAt(file, { safe: lockedSafe });
    expect(await locked.read()).toEqual(EMPTY_VAULT);
    expect(await vaultAt(file).read()).toEqual(content);
  });

  it('moves what a locked key store sealed aside before it writes over it', async () => {
    const file = place();
    await vaultAt(file).update(() => content);
    const before = readFileSync(file, 'utf8');
    const next = sessionOf(BEN);
    await vaultAt(file, { safe: lockedSafe }).update(() => next);
    expect(await vaultAt(file).read()).toEqual(next);
    expect(readFileSync(`${file}.unreadable`, 'utf8')).toBe(before);
  });

  it('gives up nothing that is locked when nothing changes', async () => {
    const file = place();
    const vault = vaultAt(file);
    await vault.update(() => sessionOf(ANNA));
    await vault.setPassphrase('sign-in', 'tie the red boat');
    const restarted = vaultAt(file);
    await restarted.update((same) => same);
    expect(await restarted.lockedProfile()).toMatchObject({ userId: ANNA });
    expect(await vaultAt(file).lockedProfile()).toMatchObject({ userId: ANNA });
  });

  it('keeps a sign-in by password that happened while a passphrase was being tried', async () => {
    const file = place();
    const vault = vaultAt(file);
    await vault.update(() => sessionOf(ANNA));
    await vault.setPassphrase('sign-in', 'tie the red boat');
    const restarted = vaultAt(file);
    const unlocking = restarted.unlock('tie the red boat');
    await restarted.update(() => sessionOf(BEN));
    expect(await unlocking).toBe(true);
    expect((await restarted.read()).session?.profile.userId).toBe(BEN);
  });

  it('does not seal the next person’s session by the previous person’s passphrase', async () => {
    const file = place();
    const vault = vaultAt(file);
    await vault.update(() => sessionOf(ANNA));
    await vault.setPassphrase('sign-in', 'tie the red boat');
    await vault.update(() => sessionOf(BEN));
    expect(await vault.keeping()).toBe('system');
    expect((await vaultAt(file).read()).session?.profile.userId).toBe(BEN);
  });

  it('leaves a person’s keys under their passphrase when somebody else signs in', async () => {
    const file = place();
    const vault = vaultAt(file);
    const keys = { [`${ID}/${ANNA}`]: ringOfOne('k'.repeat(43)) };
    await vault.update(() => ({ ...sessionOf(ANNA), rings: keys }));
    await vault.setPassphrase('sign-in', 'tie the red boat');
    await vault.update((content) => ({ ...content, session: sessionOf(BEN).session }));
    const restarted = vaultAt(file);
    expect((await restarted.read()).rings).toEqual({});
    const person = { companyId: ID, userId: ANNA };
    expect((await restarted.prepareSealing(person, 'tie the blue boat')).found).toEqual([]);
    expect((await restarted.prepareSealing(person, 'tie the red boat')).found).toMatchObject([{ rings: keys }]);
  });

  it('keeps nothing of what was there before a passphrase in the file that it seals', async () => {
    const file = place();
    const vault = vaultAt(file, { safe: turningSafe(false) });
    await vault.update(() => ({ ...sessionOf(ANNA), rings: { [`${ID}/${ANNA}`]: ringOfOne('k'.repeat(43)) } }));
    await vault.setPassphrase('sign-in', 'tie the red boat');
    const text = readFileSync(file, 'utf8');
    for (const secret of ['kkkkkk', 'secret', 'mayHoldClear']) expect(text).not.toContain(secret);
    expect(readdirSync(join(file, '..'))).toEqual(['session.vault']);
  });

  it('writes nothing where the system has no key store, and remembers while it runs', async () => {
    const file = place();
    const vault = vaultAt(file, { safe: turningSafe(false) });
    await vault.update(() => content);
    expect(await vault.read()).toEqual(content);
    expect(readdirSync(join(file, '..'))).toEqual([]);
  });
});
