import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { profileSchema } from '@marginiq/contract/session';
import { z } from 'zod';

const vaultSchema = z.object({
  session: z
    .object({ profile: profileSchema, sessionExpiresAt: z.iso.datetime(), refreshToken: z.string().nullable() })
    .nullable(),
  /** By company and email: one device id for each person on this installation. */
  devices: z.record(z.string(), z.uuid()),
});
export type VaultContent = z.infer<typeof vaultSchema>;

const EMPTY: VaultContent = { session: null, devices: {} };

/** The system's encryption for one user; Electron's safeStorage. */
export interface SafeStorage {
  isEncryptionAvailable(): boolean;
  encryptString(text: string): Buffer;
  decryptString(encrypted: Buffer): string;
}

/**
 * Keeps the refresh token on disk, encrypted by the system's key store. Where there is none (Linux without a
 * keyring) it is kept in memory only: a restart then asks to sign in again, and nothing is ever written in the clear.
 */
export class SessionVault {
  readonly #file: string;
  readonly #safe: SafeStorage;
  readonly #log: (message: string) => void;
  #content: VaultContent | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(file: string, safe: SafeStorage, log: (message: string) => void) {
    this.#file = file;
    this.#safe = safe;
    this.#log = log;
  }

  async read(): Promise<VaultContent> {
    this.#content ??= await this.#load();
    return this.#content;
  }

  async #load(): Promise<VaultContent> {
    let encrypted: Buffer;
    try {
      encrypted = await readFile(this.#file);
    } catch {
      return EMPTY;
    }
    try {
      return vaultSchema.parse(JSON.parse(this.#safe.decryptString(encrypted)));
    } catch (error) {
      // Damaged, or of another user of this computer. Moved aside, so that nothing is destroyed.
      const aside = `${this.#file}.unreadable`;
      this.#log(`the session vault could not be read and was moved to ${aside}: ${String(error)}`);
      await rename(this.#file, aside).catch(() => undefined);
      return EMPTY;
    }
  }

  /** Resolves when it is on disk whole; one write after the other. */
  async write(content: VaultContent): Promise<void> {
    this.#content = content;
    const next = this.#writing.then(() => this.#save(content));
    this.#writing = next.catch(() => undefined);
    await next;
  }

  async #save(content: VaultContent): Promise<void> {
    if (!this.#safe.isEncryptionAvailable()) return;
    const encrypted = this.#safe.encryptString(JSON.stringify(content));
    await mkdir(dirname(this.#file), { recursive: true });
    const temporary = `${this.#file}.new`;
    const file = await open(temporary, 'w', 0o600);
    try {
      await file.writeFile(encrypted);
      await file.sync();
    } finally {
      await file.close();
    }
    // Killed before this line, the old vault stands; behind it, the new one does.
    await rename(temporary, this.#file);
  }
}
