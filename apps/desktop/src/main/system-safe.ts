import type { SafeStorage as ElectronSafeStorage } from 'electron';
import type { SafeStorage } from './session-vault.ts';

type KeyStore = Pick<
  ElectronSafeStorage,
  'isEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptString' | 'decryptString'
>;

/** Linux without a keyring "encrypts" with a key that everybody knows: that counts as none. */
export const systemSafe = (store: KeyStore, platform: NodeJS.Platform): SafeStorage => ({
  isEncryptionAvailable: () =>
    // Only Linux has several, and only there may it be asked which.
    store.isEncryptionAvailable() && (platform !== 'linux' || store.getSelectedStorageBackend() !== 'basic_text'),
  encryptString: (text) => store.encryptString(text),
  decryptString: (encrypted) => store.decryptString(encrypted),
});
