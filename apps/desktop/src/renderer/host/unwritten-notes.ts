import { isSealed, type Sealer } from '@marginiq/sync/database/sealer';
import { gcm } from '@noble/ciphers/aes.js';
import { z } from 'zod';
import { fromBase64Url, toBase64Url } from '../../bridge/base64url.ts';
import { type PageStorage, readJson, writeJson } from './stored-json.ts';

/*
 * Text typed a moment before the page was left. A page that is being left runs to the end of its event and no further: it cannot
 * write to the local database then, and WebCrypto cannot seal, because both answer later. The page's small storage can be written
 * immediately. So a key is made and sealed beforehand, and the note is encrypted with it by a synchronous cipher. The next page, or
 * another window, puts it where it belongs.
 */

/** Storage whose names can be listed as well. */
export type ListedStorage = PageStorage & Pick<Storage, 'length' | 'key'>;

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
/** The place that a note's key is sealed for. */
const KEY_PLACE = 'unwritten-note';
/** A page that stays after all has written everything by then; otherwise the note is renewed. */
const LOOK_AGAIN_MS = 1_000;

const noteSchema = z.object({ key: z.string(), nonce: z.string(), sealed: z.string() });

const prefixOf = (database: string): string => `marginiq.unwritten.${database}.`;

function namesOf(storage: ListedStorage, database: string): string[] {
  const all = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '');
  return all.filter((name) => name.startsWith(prefixOf(database)));
}

export const isNoteOf = (name: string | null, database: string): boolean =>
  name?.startsWith(prefixOf(database)) ?? false;

/** Bound to its name, so that no note can be passed off as another. */
const cipher = (key: Uint8Array, nonce: Uint8Array, name: string) => gcm(key, nonce, new TextEncoder().encode(name));

interface NotesOf {
  storage: ListedStorage;
  /** The person's local database. */
  database: string;
  sealer: Sealer;
}
interface Ports extends NotesOf {
  /** Tells this window from every other. */
  windowId: string;
  randomBytes: (length: number) => Uint8Array<ArrayBuffer>;
}

/** What this window has typed and not written, and a note of it for when the page is left. */
export class UnwrittenNotes {
  readonly #storage: ListedStorage;
  readonly #name: string;
  readonly #randomBytes: Ports['randomBytes'];
  readonly #key: Uint8Array;
  readonly #sealedKey: string;
  readonly #sources = new Set<() => unknown>();
  #timer: ReturnType<typeof setTimeout> | null = null;

  private constructor({ storage, database, windowId, randomBytes }: Ports, key: Uint8Array, sealedKey: string) {
    this.#storage = storage;
    this.#name = `${prefixOf(database)}${windowId}`;
    this.#randomBytes = randomBytes;
    this.#key = key;
    this.#sealedKey = sealedKey;
  }

  static async open(ports: Ports): Promise<UnwrittenNotes> {
    const key = ports.randomBytes(KEY_BYTES);
    return new UnwrittenNotes(ports, key, await ports.sealer.seal(toBase64Url(key), KEY_PLACE));
  }

  /**
   * @param source what is not written yet, as JSON can hold it; null while everything is
   * @returns stops asking it
   */
  hold(source: () => unknown): () => void {
    this.#sources.add(source);
    return () => void this.#sources.delete(source);
  }

  /** Notes what is not written, before it returns. @returns false if something is not written and cannot be noted either */
  write(): boolean {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const rows = [...this.#sources].map((source) => source()).filter((row) => row !== null);
    if (rows.length === 0) {
      if (this.#storage.getItem(this.#name) !== null) this.#storage.removeItem(this.#name);
      return true;
    }
    this.#timer = setTimeout(() => this.write(), LOOK_AGAIN_MS);
    const nonce = this.#randomBytes(NONCE_BYTES);
    const sealed = cipher(this.#key, nonce, this.#name).encrypt(new TextEncoder().encode(JSON.stringify(rows)));
    const note = { key: this.#sealedKey, nonce: toBase64Url(nonce), sealed: toBase64Url(sealed) };
    return writeJson(this.#storage, this.#name, note);
  }

  /** The note stays: its rows may not be written. */
  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#sources.clear();
  }
}

async function rowsOf(name: string, { storage, sealer }: NotesOf): Promise<unknown[]> {
  const note = readJson(storage, name, noteSchema);
  if (note === null) return [];
  try {
    const key = fromBase64Url(await sealer.unseal(note.key, KEY_PLACE));
    const opened = cipher(key, fromBase64Url(note.nonce), name).decrypt(fromBase64Url(note.sealed));
    return z.array(z.unknown()).parse(JSON.parse(new TextDecoder().decode(opened)));
  } catch {
    // Sealed by a key that is gone, or by nobody: what was typed is lost with its key, as drafts are.
    return [];
  }
}

/** Writes what earlier pages, and other windows, noted as they were left. A note whose rows cannot be written stays. */
export async function adoptNotes(notes: NotesOf, write: (row: unknown) => Promise<void>): Promise<void> {
  for (const name of namesOf(notes.storage, notes.database)) {
    const text = notes.storage.getItem(name);
    for (const row of await rowsOf(name, notes)) await write(row);
    // Its window may have stayed and noted more.
    if (notes.storage.getItem(name) === text) notes.storage.removeItem(name);
  }
}

/**
 * Their person leaves this device. What is sealed stays for them, as drafts do.
 * @returns whether one stays
 */
export function leaveSealedNotes(storage: ListedStorage, database: string): boolean {
  const names = namesOf(storage, database);
  const sealed = names.filter((name) => isSealed(readJson(storage, name, noteSchema)?.key ?? ''));
  for (const name of names) if (!sealed.includes(name)) storage.removeItem(name);
  return sealed.length > 0;
}

/** Nothing of that person may stay on this device. */
export function removeNotes(storage: ListedStorage, database: string): void {
  for (const name of namesOf(storage, database)) storage.removeItem(name);
}
