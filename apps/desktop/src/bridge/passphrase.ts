import { argon2idAsync } from '@noble/hashes/argon2.js';
import { z } from 'zod';
import { fromBase64Url, toBase64Url } from './base64url.ts';

/** How a key is derived from a passphrase. Stored beside what it encrypts, so that the costs can be raised later. */
const kdfSchema = z.object({
  salt: z.base64url(),
  /** argon2id's passes, memory in KiB and lanes; bounded, so that a damaged file cannot hang the program. */
  t: z.int().min(1).max(10),
  m: z.int().min(8).max(262_144),
  p: z.int().min(1).max(4),
});
type Kdf = z.infer<typeof kdfSchema>;
export type KdfCosts = Omit<Kdf, 'salt'>;

/** Something sealed by a passphrase: nothing in it tells what was sealed, or the passphrase. */
export const passphraseSealSchema = z.object({ kdf: kdfSchema, nonce: z.base64url(), sealed: z.base64url() });
export type PassphraseSeal = z.infer<typeof passphraseSealSchema>;

/** OWASP's recommendation for argon2id: about a second in plain JavaScript. */
const COSTS: KdfCosts = { t: 2, m: 19_456, p: 1 };
const SALT_BYTES = 16;
const NONCE_BYTES = 12;

export type RandomBytes = (length: number) => Uint8Array<ArrayBuffer>;

export interface PassphrasePorts {
  randomBytes: RandomBytes;
  /** The cost of trying a new passphrase. Left out except in tests, which make many. */
  costs?: KdfCosts;
}

async function derive(passphrase: string, { salt, ...costs }: Kdf): Promise<CryptoKey> {
  // The same letters typed on two keyboards are the same passphrase.
  const bytes = await argon2idAsync(passphrase.normalize('NFKC'), fromBase64Url(salt), { ...costs, dkLen: 32 });
  return crypto.subtle.importKey('raw', Uint8Array.from(bytes), 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** A passphrase's key, held in memory while its session is unlocked, so that sealing again does not take a second each time. */
export class PassphraseKey {
  readonly #key: CryptoKey;
  readonly #kdf: Kdf;
  readonly #randomBytes: RandomBytes;

  private constructor(key: CryptoKey, kdf: Kdf, randomBytes: RandomBytes) {
    this.#key = key;
    this.#kdf = kdf;
    this.#randomBytes = randomBytes;
  }

  static async create(passphrase: string, { randomBytes, costs = COSTS }: PassphrasePorts): Promise<PassphraseKey> {
    const kdf = { ...costs, salt: toBase64Url(randomBytes(SALT_BYTES)) };
    return new PassphraseKey(await derive(passphrase, kdf), kdf, randomBytes);
  }

  /** @returns the key and what it had sealed; null for a wrong passphrase */
  static async open(
    passphrase: string,
    seal: PassphraseSeal,
    randomBytes: RandomBytes,
  ): Promise<{ key: PassphraseKey; text: string } | null> {
    const key = new PassphraseKey(await derive(passphrase, seal.kdf), seal.kdf, randomBytes);
    const text = await key.unseal(seal);
    return text === null ? null : { key, text };
  }

  /** @returns null for what another passphrase sealed, or the same one set again */
  async unseal({ kdf, nonce, sealed }: PassphraseSeal): Promise<string | null> {
    if (kdf.salt !== this.#kdf.salt) return null;
    const algorithm = { name: 'AES-GCM', iv: fromBase64Url(nonce) };
    const bytes = await crypto.subtle.decrypt(algorithm, this.#key, fromBase64Url(sealed)).catch(() => null);
    return bytes === null ? null : new TextDecoder().decode(bytes);
  }

  async seal(text: string): Promise<PassphraseSeal> {
    const nonce = this.#randomBytes(NONCE_BYTES);
    const bytes = new TextEncoder().encode(text);
    const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, this.#key, bytes);
    return { kdf: this.#kdf, nonce: toBase64Url(nonce), sealed: toBase64Url(new Uint8Array(sealed)) };
  }
}
