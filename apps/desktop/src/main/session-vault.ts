import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Profile, profileSchema } from '@marginiq/contract/session';
import { z } from 'zod';
import type { Keeping } from '../bridge/bridge.ts';
import { PassphraseKey, passphraseSealSchema, type RandomBytes } from '../bridge/passphrase.ts';
import { sessionClockSchema } from '../bridge/session-clock.ts';

const vaultSchema = z.object({
  session: z
    .object({
      profile: profileSchema,
      /** Of one sign-in: a renewal's late reply belongs to the sign-in that it was asked in. */
      signInId: z.string().default(''),
      /** Absent in a session of an earlier version, which is renewed before it is over by any clock. */
      clock: sessionClockSchema.nullable().default(null),
      refreshToken: z.string().nullable(),
      /** The key of the local data, as base64url; null from a server that gives none. */
      localKey: z.string().nullable().default(null),
    })
    .nullable(),
  /** By company and email: device ids that stood here before the page kept them beside its local databases. */
  devices: z.record(z.string(), z.uuid()).default({}),
});
export type VaultContent = z.infer<typeof vaultSchema>;
export type VaultSession = NonNullable<VaultContent['session']>;

/** Whose session it is may be read before the passphrase is given: the screen greets by name. */
const lockedSchema = z.object({ profile: profileSchema, seal: passphraseSealSchema });
type Locked = z.infer<typeof lockedSchema>;

const EMPTY: VaultContent = { session: null, devices: {} };

/** The system's encryption for one user; Electron's safeStorage. */
export interface SafeStorage {
  isEncryptionAvailable(): boolean;
  encryptString(text: string): Buffer;
  decryptString(encrypted: Buffer): string;
}

export interface VaultPorts {
  safe: SafeStorage;
  log: (message: string) => void;
  randomBytes: RandomBytes;
}

/**
 * Keeps the session on disk, sealed by the system's key store, by a passphrase, or by both. With neither (Linux without a
 * keyring) it is kept in memory only: a restart asks to sign in again, and no token is ever written in the clear.
 */
export class SessionVault {
  readonly #file: string;
  readonly #ports: VaultPorts;
  #content: VaultContent | null = null;
  #locked: Locked | null = null;
  #passphrase: PassphraseKey | null = null;
  #loading: Promise<VaultContent> | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(file: string, ports: VaultPorts) {
    this.#file = file;
    this.#ports = ports;
  }

  async read(): Promise<VaultContent> {
    if (this.#content !== null) return this.#content;
    this.#loading ??= this.#load();
    const loaded = await this.#loading;
    // Something may have been written while the file was read.
    this.#content ??= loaded;
    return this.#content;
  }

  async keeping(): Promise<Keeping> {
    await this.read();
    if (this.#passphrase !== null || this.#locked !== null) return 'passphrase';
    return this.#ports.safe.isEncryptionAvailable() ? 'system' : 'memory';
  }

  /** Whose session is locked by a passphrase; null when none is. */
  async lockedProfile(): Promise<Profile | null> {
    await this.read();
    return this.#locked?.profile ?? null;
  }

  /** @returns false for a wrong passphrase */
  async unlock(passphrase: string): Promise<boolean> {
    await this.read();
    const locked = this.#locked;
    if (locked === null) return true;
    const opened = await PassphraseKey.open(passphrase, locked.seal, this.#ports.randomBytes);
    if (opened === null) return false;
    // Somebody may have signed in with a password in the meantime, which gives up what was locked.
    if (this.#locked !== locked) return true;
    this.#content = vaultSchema.parse(JSON.parse(opened.text));
    this.#passphrase = opened.key;
    this.#locked = null;
    return true;
  }

  async setPassphrase(passphrase: string | null): Promise<void> {
    await this.read();
    const key = passphrase === null ? null : await PassphraseKey.create(passphrase, this.#ports.randomBytes);
    await this.update((content) => {
      this.#passphrase = key;
      return content;
    });
  }

  async #load(): Promise<VaultContent> {
    let bytes: Buffer;
    try {
      bytes = await readFile(this.#file);
    } catch {
      return EMPTY;
    }
    try {
      // Only what a passphrase sealed is ever written without the system's key store.
      const isPlain = bytes[0] === '{'.charCodeAt(0);
      const json: unknown = JSON.parse(isPlain ? bytes.toString('utf8') : this.#ports.safe.decryptString(bytes));
      const locked = lockedSchema.safeParse(json);
      if (!locked.success) return vaultSchema.parse(json);
      this.#locked = locked.data;
      return EMPTY;
    } catch (error) {
      // Damaged, or of another user of this computer. Moved aside, so that nothing is destroyed.
      const aside = `${this.#file}.unreadable`;
      this.#ports.log(`the session vault could not be read and was moved to ${aside}: ${String(error)}`);
      await rename(this.#file, aside).catch(() => undefined);
      return EMPTY;
    }
  }

  /**
   * Changes what is kept, in one step: nothing happens between reading and writing, so that a late reply never restores what
   * has been forgotten. Resolves when it is on disk whole; `read` gives the new content at once.
   */
  async update(change: (content: VaultContent) => VaultContent): Promise<void> {
    const before = await this.read();
    const content = change(this.#content ?? before);
    const person = ({ session }: VaultContent) => session?.profile.userId ?? null;
    // A passphrase is one person's: whoever else signs in by password has none, and gives up what was locked.
    if (person(content) !== person(this.#content ?? before)) this.#passphrase = null;
    this.#content = content;
    this.#locked = null;
    const passphrase = this.#passphrase;
    const next = this.#writing.then(() => this.#save(content, passphrase));
    this.#writing = next.catch(() => undefined);
    await next;
  }

  async #save(content: VaultContent, passphrase: PassphraseKey | null): Promise<void> {
    const { safe } = this.#ports;
    let text = JSON.stringify(content);
    if (passphrase !== null && content.session !== null) {
      const locked: Locked = { profile: content.session.profile, seal: await passphrase.seal(text) };
      text = JSON.stringify(locked);
    } else if (!safe.isEncryptionAvailable()) {
      await rm(this.#file, { force: true });
      return;
    }
    const bytes = safe.isEncryptionAvailable() ? safe.encryptString(text) : Buffer.from(text);
    await mkdir(dirname(this.#file), { recursive: true });
    const temporary = `${this.#file}.new`;
    const file = await open(temporary, 'w', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    // Killed before this line, the old vault stands; behind it, the new one does.
    await rename(temporary, this.#file);
  }
}
