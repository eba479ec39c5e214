import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
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

/** Everything that is known at one moment; replaced as a whole. */
interface State {
  content: VaultContent;
  /** What a passphrase sealed, which was not given yet. */
  locked: Locked | null;
  passphrase: PassphraseKey | null;
}

/** What becomes of a change that cannot be written: the disk is full, or the key store failed. */
export type Unwritten =
  /** It is taken back, and whoever asked for it hears of it. */
  | 'undo'
  /** It holds while the program runs. */
  | 'keep'
  /** As `keep`, and what the disk still has is deleted: what was forgotten must not come back at the next start. */
  | 'delete';

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
  #state: State | null = null;
  #loading: Promise<State> | null = null;
  #writing: Promise<void> = Promise.resolve();
  /** The file holds what could not be opened this time; nothing is written over it. */
  #isFileSealed = false;

  constructor(file: string, ports: VaultPorts) {
    this.#file = file;
    this.#ports = ports;
  }

  async read(): Promise<VaultContent> {
    return (await this.#current()).content;
  }

  async #current(): Promise<State> {
    if (this.#state !== null) return this.#state;
    this.#loading ??= this.#load();
    const loaded = await this.#loading;
    // Something may have been written while the file was read.
    this.#state ??= loaded;
    return this.#state;
  }

  async keeping(): Promise<Keeping> {
    const { passphrase, locked } = await this.#current();
    if (passphrase !== null || locked !== null) return 'passphrase';
    return this.#ports.safe.isEncryptionAvailable() ? 'system' : 'memory';
  }

  /** Whose session is locked by a passphrase; null when none is. */
  async lockedProfile(): Promise<Profile | null> {
    return (await this.#current()).locked?.profile ?? null;
  }

  /** @returns false for a wrong passphrase */
  async unlock(passphrase: string): Promise<boolean> {
    const { locked } = await this.#current();
    if (locked === null) return true;
    const opened = await PassphraseKey.open(passphrase, locked.seal, this.#ports.randomBytes);
    if (opened === null) return false;
    // Somebody may have signed in with a password in the meantime, which gives up what was locked.
    if (this.#state?.locked !== locked) return true;
    const content = vaultSchema.parse(JSON.parse(opened.text));
    this.#state = { content, passphrase: opened.key, locked: null };
    return true;
  }

  /** @returns false, and changes nothing, if this is no longer the session, or it is locked. @throws if it cannot be written */
  async setPassphrase(signInId: string, passphrase: string | null): Promise<boolean> {
    const key = passphrase === null ? null : await PassphraseKey.create(passphrase, this.#ports.randomBytes);
    const before = await this.#current();
    if (before.content.session?.signInId !== signInId) return false;
    await this.#become({ ...before, passphrase: key }, { before, unwritten: 'undo' });
    return true;
  }

  async #load(): Promise<State> {
    const empty: State = { content: EMPTY, locked: null, passphrase: null };
    const bytes = await readFile(this.#file).catch(() => null);
    if (bytes === null) return empty;
    // Only what a passphrase sealed is ever written without the system's key store.
    const isPlain = bytes[0] === '{'.charCodeAt(0);
    let text: string;
    try {
      text = isPlain ? bytes.toString('utf8') : this.#ports.safe.decryptString(bytes);
    } catch (error) {
      // The key store may be locked for this one start, so the file stays where the next start finds it.
      this.#isFileSealed = true;
      this.#ports.log(`the session vault cannot be opened now: ${String(error)}`);
      return empty;
    }
    try {
      const json: unknown = JSON.parse(text);
      const locked = lockedSchema.safeParse(json);
      return locked.success ? { ...empty, locked: locked.data } : { ...empty, content: vaultSchema.parse(json) };
    } catch (error) {
      const aside = await moveAside(this.#file);
      this.#ports.log(`the session vault is damaged and was moved to ${aside}: ${String(error)}`);
      return empty;
    }
  }

  /**
   * Changes what is kept, in one step: nothing happens between reading and writing, so that a late reply never restores what
   * has been forgotten. Resolves when it is on disk whole; `read` gives the new content at once. A change that returns what it
   * was given is none, and gives up nothing that is locked.
   * @throws if it cannot be written, whatever then becomes of it
   */
  async update(change: (content: VaultContent) => VaultContent, unwritten: Unwritten = 'undo'): Promise<void> {
    const before = await this.#current();
    const content = change(before.content);
    if (content === before.content) return;
    const person = ({ session }: VaultContent) => session?.profile.userId ?? null;
    // A passphrase is one person's: whoever else signs in by password has none, and gives up what was locked.
    const passphrase = person(content) === person(before.content) ? before.passphrase : null;
    await this.#become({ content, passphrase, locked: null }, { before, unwritten });
  }

  async #become(state: State, { before, unwritten }: { before: State; unwritten: Unwritten }): Promise<void> {
    this.#state = state;
    const next = this.#writing
      .then(() => this.#save(state))
      .catch(async (error: unknown) => {
        if (unwritten === 'delete') await rm(this.#file, { force: true });
        throw error;
      });
    this.#writing = next.catch(() => undefined);
    try {
      await next;
    } catch (error) {
      const isNewest =
        this.#state === state || this.#state.content.session?.signInId === state.content.session?.signInId;
      if (unwritten === 'undo' && isNewest) this.#state = before;
      throw error;
    }
  }

  async #save({ content, passphrase }: State): Promise<void> {
    const { safe, log } = this.#ports;
    if (this.#isFileSealed) {
      log(`the session vault that could not be opened was moved to ${await moveAside(this.#file)}`);
      this.#isFileSealed = false;
    }
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
    // A crash before this line leaves the old vault; after it, the new one.
    await rename(temporary, this.#file);
  }
}

/** To a name that is not in use, so that nothing is destroyed. @returns that name */
async function moveAside(file: string): Promise<string> {
  const folder = dirname(file);
  const taken = new Set(await readdir(folder).catch(() => []));
  const names = Array.from({ length: taken.size + 1 }, (_, n) => `${file}.unreadable${n === 0 ? '' : `-${n + 1}`}`);
  const aside = names.find((name) => !taken.has(basename(name))) ?? `${file}.unreadable`;
  await rename(file, aside).catch(() => undefined);
  return aside;
}
