import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Profile } from '@marginiq/contract/session';
import type { Keeping, PersonId } from '../bridge/bridge.ts';
import { personKey } from '../bridge/identity.ts';
import { PassphraseKey, type PassphrasePorts } from '../bridge/passphrase.ts';
import { EMPTY_VAULT, type Locked, lockedSchema, parseVault, type VaultContent } from './vault-content.ts';

/** Vaults of people who signed in by password over a passphrase that they had. */
const MAX_ASIDE = 4;

/** Everything that is known at one moment; replaced as a whole. */
interface State {
  content: VaultContent;
  /** Content sealed by a passphrase that has not been entered yet. */
  locked: Locked | null;
  passphrase: PassphraseKey | null;
}

/** What becomes of a change that cannot be written: the disk is full, or the key store failed. */
export type Unwritten =
  /** It is reverted, and whoever asked for it receives the error. */
  | 'undo'
  /** It holds while the program runs. */
  | 'keep'
  /** As `keep`, and what the disk still has is deleted: what was forgotten must not come back at the next start. */
  | 'delete';

/** What seals a session that begins, null for no passphrase, and what its passphrase opened of what was put aside. */
export interface Sealing {
  passphrase: PassphraseKey | null;
  opened: readonly Locked[];
}

/** The system's encryption for one user; Electron's safeStorage. */
export interface SafeStorage {
  isEncryptionAvailable(): boolean;
  encryptString(text: string): Buffer;
  decryptString(encrypted: Buffer): string;
}

export interface VaultPorts extends PassphrasePorts {
  safe: SafeStorage;
  log: (message: string) => void;
}

/**
 * Keeps the session on disk, sealed by the system's key store, by a passphrase, or by both. With neither (Linux without a
 * keyring) it is kept in memory only: a restart asks to sign in again, and no token is ever written in the clear. The file then
 * holds at most what passphrases have sealed before.
 */
export class SessionVault {
  readonly #file: string;
  readonly #ports: VaultPorts;
  #state: State | null = null;
  #loading: Promise<State> | null = null;
  #writing: Promise<void> = Promise.resolve();
  /** The file's content, if a passphrase sealed it. */
  #sealed: Locked | null = null;
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

  /** The state to base a change on: another change may have replaced the one that was awaited. */
  #newest(loaded: State): State {
    return this.#state ?? loaded;
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
    const content = parseVault(JSON.parse(opened.text));
    this.#state = { content, passphrase: opened.key, locked: null };
    this.#sealed = locked;
    return true;
  }

  /** Its person signs out without having given the passphrase: what it seals goes, unless the server may not have its keys. */
  async forgetLocked(): Promise<void> {
    const before = this.#newest(await this.#current());
    const { locked } = before;
    if (locked === null) return;
    const content = locked.isOnlyHere ? putAside(before.content, locked) : before.content;
    await this.#become({ ...before, content, locked: null }, { before, unwritten: 'delete' });
  }

  /** @returns false, and changes nothing, if this is no longer the session, or it is locked. @throws if it cannot be written */
  async setPassphrase(signInId: string, passphrase: string | null): Promise<boolean> {
    const key = passphrase === null ? null : await PassphraseKey.create(passphrase, this.#ports);
    const before = this.#newest(await this.#current());
    if (before.content.session?.signInId !== signInId) return false;
    await this.#become({ ...before, passphrase: key }, { before, unwritten: 'undo' });
    return true;
  }

  async #load(): Promise<State> {
    const empty: State = { content: EMPTY_VAULT, locked: null, passphrase: null };
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
      return locked.success ? { ...empty, locked: locked.data } : { ...empty, content: parseVault(json) };
    } catch (error) {
      const aside = await moveAside(this.#file);
      this.#ports.log(`the session vault is damaged and was moved to ${aside}: ${String(error)}`);
      return empty;
    }
  }

  /**
   * Changes what is kept, in one step: nothing happens between reading and writing, so that a late reply never restores what
   * has been forgotten. Resolves when it is completely on disk; `read` returns the new content immediately. Returning the
   * argument unchanged is no change, and gives up nothing that is locked.
   * @throws if it cannot be written, whatever then becomes of it
   */
  async update(
    change: (content: VaultContent) => VaultContent,
    unwritten: Unwritten = 'undo',
    sealing?: Sealing,
  ): Promise<void> {
    const before = this.#newest(await this.#current());
    const content = change(before.content);
    if (content === before.content) return;
    const person = ({ session }: VaultContent) => (session === null ? null : personKey(session.profile));
    // A passphrase belongs to one person: somebody else who signs in by password has none.
    const isSamePerson = person(content) === person(before.content);
    const passphrase = sealing === undefined ? (isSamePerson ? before.passphrase : null) : sealing.passphrase;
    const isReplaced = content.session !== null && !isSamePerson && before.passphrase !== null;
    const isLeftBehind = content.session === null && before.passphrase !== null && this.#sealed?.isOnlyHere === true;
    const givenUp = before.locked ?? (isReplaced || isLeftBehind ? this.#sealed : null);
    const isOpened = (one: Locked) => sealing?.opened.includes(one) ?? false;
    const next = givenUp === null || isOpened(givenUp) ? content : putAside(content, givenUp);
    const aside = next.aside.filter((one) => !isOpened(one));
    await this.#become({ content: { ...next, aside }, passphrase, locked: null }, { before, unwritten });
  }

  /** To sign in with a passphrase: its key, and what it had sealed of this person before a sign-in without it. */
  async prepareSealing(person: PersonId, passphrase: string): Promise<Sealing & { found: VaultContent[] }> {
    const { locked, content } = await this.#current();
    const own = [locked, ...content.aside].filter(
      (one) => one !== null && personKey(one.profile) === personKey(person),
    );
    const opened: Locked[] = [];
    const contents: VaultContent[] = [];
    for (const one of own.filter((each) => each !== null)) {
      const found = await PassphraseKey.open(passphrase, one.seal, this.#ports.randomBytes);
      if (found === null) continue;
      opened.push(one);
      contents.push(parseVault(JSON.parse(found.text)));
    }
    return { passphrase: await PassphraseKey.create(passphrase, this.#ports), opened, found: contents };
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
    let sealed: Locked | null = null;
    if (passphrase !== null && content.session !== null) {
      const { profile } = content.session;
      const isOnlyHere = (content.rings[personKey(profile)]?.deviceOnly.length ?? 0) > 0;
      sealed = { profile, seal: await passphrase.seal(text), isOnlyHere };
      text = JSON.stringify(sealed);
    } else if (!safe.isEncryptionAvailable()) {
      if (content.aside.length === 0) {
        await rm(this.#file, { force: true });
        this.#sealed = null;
        return;
      }
      // Sealed by passphrases already, and perhaps the only keys of commands that were not sent (law 6).
      text = JSON.stringify({ ...EMPTY_VAULT, aside: content.aside } satisfies VaultContent);
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
    this.#sealed = sealed;
  }
}

/** What a passphrase seals remains sealed, and is not copied to where another person's sign-in is kept. */
function putAside(content: VaultContent, givenUp: Locked): VaultContent {
  const whose = personKey(givenUp.profile);
  const isOwnSession = content.session !== null && personKey(content.session.profile) === whose;
  const { [whose]: ring, ...others } = content.rings;
  const { [whose]: _sealedToo, ...left } = content.left;
  const rings = isOwnSession && ring !== undefined ? content.rings : others;
  return { ...content, rings, left, aside: [givenUp, ...content.aside].slice(0, MAX_ASIDE) };
}

/** Moves it to an unused name, so that nothing is destroyed. @returns that name */
async function moveAside(file: string): Promise<string> {
  const folder = dirname(file);
  const taken = new Set(await readdir(folder).catch(() => []));
  const names = Array.from({ length: taken.size + 1 }, (_, n) => `${file}.unreadable${n === 0 ? '' : `-${n + 1}`}`);
  const aside = names.find((name) => !taken.has(basename(name))) ?? `${file}.unreadable`;
  await rename(file, aside).catch(() => undefined);
  return aside;
}
