import { expect, it } from 'vitest';
import { systemSafe } from './system-safe.ts';
import { turningSafe } from './testing/electron-stand-in.ts';

function keyStore(available: boolean, backend: string | null) {
  return {
    ...turningSafe(available),
    getSelectedStorageBackend: () => {
      if (backend === null) throw new Error('only Linux has this');
      return backend as 'basic_text';
    },
  };
}

it('a key that everybody knows counts as no encryption, so that no token is written with it', () => {
  expect(systemSafe(keyStore(true, 'basic_text'), 'linux').isEncryptionAvailable()).toBe(false);
  expect(systemSafe(keyStore(true, 'gnome_libsecret'), 'linux').isEncryptionAvailable()).toBe(true);
  expect(systemSafe(keyStore(false, 'gnome_libsecret'), 'linux').isEncryptionAvailable()).toBe(false);
});

it.each(['win32', 'darwin'] as const)('%s is not asked which of several key stores it has', (platform) => {
  expect(systemSafe(keyStore(true, null), platform).isEncryptionAvailable()).toBe(true);
  expect(systemSafe(keyStore(false, null), platform).isEncryptionAvailable()).toBe(false);
});
