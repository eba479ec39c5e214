import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SessionVault, type VaultContent } from './session-vault.ts';
import { turningSafe } from './testing/electron-stand-in.ts';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';
const content: VaultContent = { session: null, devices: { 'nordlicht/anna': ID } };
const place = () => join(mkdtempSync(join(tmpdir(), 'marginiq-vault-')), 'session.vault');

function vaultAt(file: string, { hasKeyring = true, log = (_message: string): void => undefined } = {}): SessionVault {
  const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  return new SessionVault(file, { safe: turningSafe(hasKeyring), log, randomBytes });
}

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
    const writes = Array.from({ length: 20 }, (_, n) =>
      vault.update(() => ({ session: null, devices: { [`person-${n}`]: ID } })),
    );
    await Promise.all(writes);
    expect(await vaultAt(file).read()).toEqual({
      session: null,
      devices: { 'person-19': ID },
    });
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
    expect(await vault.read()).toEqual({ session: null, devices: {} });
    expect(said[0]).toContain('unreadable');
    expect(existsSync(`${file}.unreadable`)).toBe(true);
    await vault.update(() => content);
    expect(await vaultAt(file).read()).toEqual(content);
  });

  it('writes nothing where the system has no key store, and remembers while it runs', async () => {
    const file = place();
    const vault = vaultAt(file, { hasKeyring: false });
    await vault.update(() => content);
    expect(await vault.read()).toEqual(content);
    expect(readdirSync(join(file, '..'))).toEqual([]);
  });
});
