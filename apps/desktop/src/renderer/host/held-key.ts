import { fromBase64Url, toBase64Url } from '../../bridge/base64url.ts';
import { type KeyRing, mapRing, type TextRing } from '../../bridge/key-ring.ts';

/**
 * A key that scripts may use but never read. The browser stores it as it is in its profile, so this does not stop somebody who
 * copies the disk.
 */
export interface HeldKey {
  /** Tells keys apart, and nothing about them. */
  id: string;
  key: CryptoKey;
}

/** The key's output for empty input, under a nonce whose chance of being drawn for anything else is 2^-96. */
export async function heldKeyId(key: CryptoKey): Promise<string> {
  const made = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: new Uint8Array(12) }, key, new Uint8Array());
  return toBase64Url(new Uint8Array(made));
}

export const holdKey = async (key: CryptoKey): Promise<HeldKey> => ({ id: await heldKeyId(key), key });

export async function importKey(base64url: string): Promise<HeldKey> {
  const raw = fromBase64Url(base64url);
  return holdKey(await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']));
}

export const holdRing = (ring: TextRing): Promise<KeyRing<HeldKey>> => mapRing(ring, importKey);
