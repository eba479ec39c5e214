import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ringOfOne } from '../bridge/key-ring.ts';
import type { SessionVault } from './session-vault.ts';
import { turningSafe } from './testing/electron-stand-in.ts';
import { ANNA, BEN, CARLA, contentOf, ID, place, sessionOf, vaultAt } from './testing/vaults.ts';
import { EMPTY_VAULT, type VaultContent } from './vault-content.ts';

describe('what a passphrase sealed', () => {
  const onlyHere = { ...ringOfOne('k'.repeat(43)), deviceOnly: ['d'.repeat(43)] };
  const withKeys: VaultContent = { ...contentOf(ANNA), rings: { [`${ID}/${ANNA}`]: onlyHere } };
  /** Anna's session under her passphrase, in a program that was started again and unlocked. */
  async function unlockedAt(file: string, safe = turningSafe()) {
    const vault = vaultAt(file, { safe });
    await vault.update(() => withKeys);
    await vault.setPassphrase('sign-in', 'tie the red boat');
    const restarted = vaultAt(file, { safe });
    expect(await restarted.unlock('tie the red boat')).toBe(true);
    return restarted;
  }
  const foundBy = async (vault: SessionVault, words: string) =>
    (await vault.prepareSealing({ companyId: ID, userId: ANNA }, words)).found.map(({ rings }) => rings);

  it('what was unlocked stays under its passphrase when somebody else signs in', async () => {
    const file = place();
    const vault = await unlockedAt(file);
    await vault.update((before) => ({ ...before, session: sessionOf(BEN) }));
    expect(await foundBy(vaultAt(file), 'tie the red boat')).toEqual([withKeys.rings]);
  });

  it.each([true, false])(
    'what no sign-in brings back is kept over a sign-out, under the passphrase alone (a key store: %s)',
    async (hasKeyStore) => {
      const file = place();
      const safe = turningSafe(hasKeyStore);
      const vault = await unlockedAt(file, safe);
      const left = { [`${ID}/${ANNA}`]: onlyHere.deviceOnly };
      await vault.update((before) => ({ ...before, session: null, rings: {}, left }), 'delete');
      const aside = { ...EMPTY_VAULT, aside: [expect.anything()] };
      expect(await vault.read()).toEqual(aside);
      const restarted = vaultAt(file, { safe });
      expect(await restarted.lockedProfile()).toBeNull();
      expect(await restarted.read()).toEqual(aside);
      expect(await foundBy(restarted, 'tie the blue boat')).toEqual([]);
      expect(await foundBy(restarted, 'tie the red boat')).toEqual([withKeys.rings]);
      for (const secret of ['kkkkkk', 'dddddd', 'secret']) expect(readFileSync(file, 'utf8')).not.toContain(secret);
    },
  );

  it('what the passphrases of several people sealed is kept, for each of them and for nobody else', async () => {
    const file = place();
    const vault = await unlockedAt(file);
    await vault.update((before) => ({ ...before, session: sessionOf(BEN, 'of Ben') }));
    await vault.setPassphrase('of Ben', 'milk the grey goat');
    await vault.update((before) => ({ ...before, session: sessionOf(CARLA) }));
    const restarted = vaultAt(file);
    expect(await foundBy(restarted, 'tie the red boat')).toEqual([withKeys.rings]);
    expect(await foundBy(restarted, 'milk the grey goat')).toEqual([]);
    const ben = { companyId: ID, userId: BEN };
    expect((await restarted.prepareSealing(ben, 'tie the red boat')).found).toEqual([]);
    expect((await restarted.prepareSealing(ben, 'milk the grey goat')).found).toHaveLength(1);
  });

  it('the vault puts no longer aside what its passphrase has opened again', async () => {
    const file = place();
    const vault = await unlockedAt(file);
    await vault.update((before) => ({ ...before, session: null, rings: {} }), 'delete');
    const sealing = await vault.prepareSealing({ companyId: ID, userId: ANNA }, 'tie the red boat');
    await vault.update((before) => ({ ...before, ...withKeys, aside: before.aside }), 'undo', sealing);
    expect((await vault.read()).aside).toEqual([]);
  });
});
