import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ringOfOne } from '../bridge/key-ring.ts';
import type { SafeStorage } from './session-vault.ts';
import { turningSafe } from './testing/electron-stand-in.ts';
import { ANNA, BEN, contentOf, ID, place, sessionOf, vaultAt } from './testing/vaults.ts';
import { EMPTY_VAULT } from './vault-content.ts';

/** A key store that opens nothing now, and seals. */
const lockedSafe: SafeStorage = {
  ...turningSafe(),
  decryptString: () => {
    throw new Error('the keyring is locked');
  },
};

const content = contentOf(ANNA);

describe('SessionVault', () => {
  it('the vault returns after a restart what was written, and keeps nothing unencrypted', async () => {
    const file = place();
    await vaultAt(file).update(() => content);
    expect(await vaultAt(file).read()).toEqual(content);
    expect(readFileSync(file, 'utf8')).not.toContain('nordlicht');
  });

  it('SessionVault ends with the last of many writes at once, whole', async () => {
    const file = place();
    const vault = vaultAt(file);
    const ringOf = (n: number) => ({ ...EMPTY_VAULT, rings: { [`person-${n}`]: ringOfOne('k'.repeat(43)) } });
    await Promise.all(Array.from({ length: 20 }, (_, n) => vault.update(() => ringOf(n))));
    expect(await vaultAt(file).read()).toEqual(ringOf(19));
  });

  it('two simultaneous changes each build on the other’s result', async () => {
    const vault = vaultAt(place());
    await vault.read();
    const ring = ringOfOne('k'.repeat(43));
    const add = (person: string) =>
      vault.update(({ rings, ...rest }) => ({ ...rest, rings: { ...rings, [person]: ring } }));
    await Promise.all([add('anna'), add('ben')]);
    expect((await vault.read()).rings).toEqual({ anna: ring, ben: ring });
  });

  it('SessionVault still has the old content when it was killed before the new one was in place', async () => {
    const file = place();
    await vaultAt(file).update(() => content);
    writeFileSync(`${file}.new`, 'half of a');
    expect(await vaultAt(file).read()).toEqual(content);
  });

  it('a damaged file is moved aside and reported, and the vault starts empty', async () => {
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

  it('SessionVault moves a second damaged file beside the first, and destroys neither', async () => {
    const file = place();
    for (const text of ['first damaged', 'second damaged', 'third damaged']) {
      writeFileSync(file, text);
      await vaultAt(file).read();
    }
    const folder = join(file, '..');
    const kept = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    expect(kept.toSorted()).toEqual(['first damaged', 'second damaged', 'third damaged']);
  });

  it('SessionVault finds the session again when the key store was locked for one start only', async () => {
    const file = place();
    await vaultAt(file).update(() => content);
    const locked = vaultAt(file, { safe: lockedSafe });
    expect(await locked.read()).toEqual(EMPTY_VAULT);
    expect(await vaultAt(file).read()).toEqual(content);
  });

  it('SessionVault moves what a locked key store sealed aside before it writes over it', async () => {
    const file = place();
    await vaultAt(file).update(() => content);
    const before = readFileSync(file, 'utf8');
    const next = contentOf(BEN);
    await vaultAt(file, { safe: lockedSafe }).update(() => next);
    expect(await vaultAt(file).read()).toEqual(next);
    expect(readFileSync(`${file}.unreadable`, 'utf8')).toBe(before);
  });

  it('SessionVault gives up nothing that is locked when nothing changes', async () => {
    const file = place();
    const vault = vaultAt(file);
    await vault.update(() => contentOf(ANNA));
    await vault.setPassphrase('sign-in', 'tie the red boat');
    const restarted = vaultAt(file);
    await restarted.update((same) => same);
    expect(await restarted.lockedProfile()).toMatchObject({ userId: ANNA });
    expect(await vaultAt(file).lockedProfile()).toMatchObject({ userId: ANNA });
  });

  it('SessionVault keeps a sign-in by password that happened while a passphrase was being tried', async () => {
    const file = place();
    const vault = vaultAt(file);
    await vault.update(() => contentOf(ANNA));
    await vault.setPassphrase('sign-in', 'tie the red boat');
    const restarted = vaultAt(file);
    const unlocking = restarted.unlock('tie the red boat');
    await restarted.update(() => contentOf(BEN));
    expect(await unlocking).toBe(true);
    expect((await restarted.read()).session?.profile.userId).toBe(BEN);
  });

  it('SessionVault does not seal the next person’s session by the previous person’s passphrase', async () => {
    const file = place();
    const vault = vaultAt(file);
    await vault.update(() => contentOf(ANNA));
    await vault.setPassphrase('sign-in', 'tie the red boat');
    await vault.update(() => contentOf(BEN));
    expect(await vault.keeping()).toBe('system');
    expect((await vaultAt(file).read()).session?.profile.userId).toBe(BEN);
  });

  it('SessionVault leaves a person’s keys under their passphrase when somebody else signs in', async () => {
    const file = place();
    const vault = vaultAt(file);
    const keys = { [`${ID}/${ANNA}`]: ringOfOne('k'.repeat(43)) };
    await vault.update(() => ({ ...contentOf(ANNA), rings: keys }));
    await vault.setPassphrase('sign-in', 'tie the red boat');
    await vault.update((content) => ({ ...content, session: sessionOf(BEN) }));
    const restarted = vaultAt(file);
    expect((await restarted.read()).rings).toEqual({});
    const person = { companyId: ID, userId: ANNA };
    expect((await restarted.prepareSealing(person, 'tie the blue boat')).found).toEqual([]);
    expect((await restarted.prepareSealing(person, 'tie the red boat')).found).toMatchObject([{ rings: keys }]);
  });

  it('a file sealed by a passphrase holds nothing of its earlier content', async () => {
    const file = place();
    const vault = vaultAt(file, { safe: turningSafe(false) });
    await vault.update(() => ({ ...contentOf(ANNA), rings: { [`${ID}/${ANNA}`]: ringOfOne('k'.repeat(43)) } }));
    await vault.setPassphrase('sign-in', 'tie the red boat');
    const text = readFileSync(file, 'utf8');
    for (const secret of ['kkkkkk', 'secret', 'mayHoldClear']) expect(text).not.toContain(secret);
    expect(readdirSync(join(file, '..'))).toEqual(['session.vault']);
  });

  it('SessionVault writes nothing where the system has no key store, and remembers while it runs', async () => {
    const file = place();
    const vault = vaultAt(file, { safe: turningSafe(false) });
    await vault.update(() => content);
    expect(await vault.read()).toEqual(content);
    expect(readdirSync(join(file, '..'))).toEqual([]);
  });

  it('SessionVault loses no change that was made while somebody else was still reading the file', async () => {
    const file = place();
    await vaultAt(file).update(() => content);
    const vault = vaultAt(file);
    const next = contentOf(BEN);
    await Promise.all([vault.update(() => next), vault.read()]);
    expect(await vault.read()).toEqual(next);
  });

  it('SessionVault gives the next person’s session no passphrase that was on its way for the previous one', async () => {
    const vault = vaultAt(place());
    await vault.update(() => contentOf(ANNA));
    const setting = vault.setPassphrase('sign-in', 'tie the red boat');
    await vault.update(() => ({ ...contentOf(BEN), session: sessionOf(BEN, 'a later sign-in') }));
    expect(await setting).toBe(false);
    expect(await vault.keeping()).toBe('system');
  });

  it('a person who signed out is not brought back when the next sign-in fails to be written', async () => {
    const file = place();
    const inner = turningSafe();
    let isFull = false;
    const encryptString = (text: string) => {
      if (!isFull) return inner.encryptString(text);
      isFull = false;
      throw new Error('ENOSPC');
    };
    const vault = vaultAt(file, { safe: { ...inner, encryptString } });
    await vault.update(() => content);
    isFull = true;
    const failing = vault.update(() => ({ ...content, session: sessionOf(BEN, 'of Ben') }));
    const leaving = vault.update((before) => ({ ...before, session: null }), 'delete');
    await expect(failing).rejects.toThrow('ENOSPC');
    await leaving;
    expect((await vault.read()).session).toBeNull();
    expect((await vaultAt(file).read()).session).toBeNull();
  });

  it('the old content survives when the new one cannot be written completely, and nobody else on the computer can read it', async () => {
    const file = place();
    await vaultAt(file).update(() => content);
    // A folder that blocks the write.
    mkdirSync(`${file}.new`);
    await expect(vaultAt(file).update(() => contentOf(BEN))).rejects.toThrow();
    expect(await vaultAt(file).read()).toEqual(content);
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  it('later content is written after an earlier write failed', async () => {
    const file = place();
    mkdirSync(`${file}.new`);
    const vault = vaultAt(file);
    await expect(vault.update(() => content)).rejects.toThrow();
    rmdirSync(`${file}.new`);
    await vault.update(() => contentOf(BEN));
    expect(await vaultAt(file).read()).toEqual(contentOf(BEN));
  });
});
