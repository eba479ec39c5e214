import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SessionVault, type VaultContent } from './session-vault.ts';
import { turningSafe } from './testing/electron-stand-in.ts';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';
const content: VaultContent = { session: null, devices: { 'nordlicht/anna': ID } };
const place = () => join(mkdtempSync(join(tmpdir(), 'marginiq-vault-')), 'session.vault');
const silent = () => undefined;

describe('SessionVault', () => {
  it('gives back after a restart what was written, and keeps nothing in the clear', async () => {
    const file = place();
    await new SessionVault(file, turningSafe(), silent).write(content);
    expect(await new SessionVault(file, turningSafe(), silent).read()).toEqual(content);
    expect(readFileSync(file, 'utf8')).not.toContain('nordlicht');
  });

  it('ends with the last of many writes at once, whole', async () => {
    const file = place();
    const vault = new SessionVault(file, turningSafe(), silent);
    const writes = Array.from({ length: 20 }, (_, n) =>
      vault.write({ session: null, devices: { [`person-${n}`]: ID } }),
    );
    await Promise.all(writes);
    expect(await new SessionVault(file, turningSafe(), silent).read()).toEqual({
      session: null,
      devices: { 'person-19': ID },
    });
  });

  it('still has the old content when it was killed before the new one was in place', async () => {
    const file = place();
    await new SessionVault(file, turningSafe(), silent).write(content);
    writeFileSync(`${file}.new`, 'half of a');
    expect(await new SessionVault(file, turningSafe(), silent).read()).toEqual(content);
  });

  it('moves a damaged file aside, says so, and begins anew', async () => {
    const file = place();
    writeFileSync(file, 'not a vault');
    const said: string[] = [];
    const vault = new SessionVault(file, turningSafe(), (message) => said.push(message));
    expect(await vault.read()).toEqual({ session: null, devices: {} });
    expect(said[0]).toContain('unreadable');
    expect(existsSync(`${file}.unreadable`)).toBe(true);
    await vault.write(content);
    expect(await new SessionVault(file, turningSafe(), silent).read()).toEqual(content);
  });

  it('writes nothing where the system has no key store, and remembers while it runs', async () => {
    const file = place();
    const vault = new SessionVault(file, turningSafe(false), silent);
    await vault.write(content);
    expect(await vault.read()).toEqual(content);
    expect(readdirSync(join(file, '..'))).toEqual([]);
  });
});
