/**
 * Seals text for the disk. `place` names the record that the text belongs to (`pages/000001-000000001`): what was sealed for
 * one record cannot be opened as another. A key belongs to one person on one device, so the place need not name them.
 */
export interface Sealer {
  /** False for the cipher that seals nothing. */
  readonly isSealing: boolean;
  /** False if an unsealed text was not written by MarginIQ: nothing opens it. */
  readonly readsClear: boolean;
  seal: (text: string, place: string) => Promise<string>;
  /**
   * For JSON of many kilobytes, which is compressed first: memory, cipher and disk all cost by the byte. (Not for any text: a
   * byte order mark at its beginning would be lost.)
   */
  sealLarge: (text: string, place: string) => Promise<string>;
  /** Opens either. @throws UnsealError */
  unseal: (sealed: string, place: string) => Promise<string>;
  /**
   * Whether this is stored as it would be written now. If not, and if it can be opened, it is resealed (reseal-rows.ts).
   */
  isCurrent: (text: string) => Promise<boolean>;
}

/**
 * Text that cannot be opened. `locked`: sealed by a key that this device does not currently have. `damaged`: sealed by one of
 * the keys here, but altered or moved from the place it was sealed for; or unsealed where everything is sealed, so that
 * somebody else wrote it.
 */
export class UnsealError extends Error {
  override name = 'UnsealError';
  readonly reason: 'locked' | 'damaged';

  constructor(reason: 'locked' | 'damaged') {
    super(reason === 'locked' ? 'sealed by a key that is not here' : 'the sealed record is damaged');
    this.reason = reason;
  }
}

/** One of these begins every sealed text, and no JSON: it distinguishes what was written before there was a key. */
const SEALED = '\u0001';
const SEALED_COMPRESSED = '\u0002';
/** What the cipher authenticates besides the text: where it belongs, and whether it is compressed. */
const bound = (place: string, mark: string) => (mark === SEALED_COMPRESSED ? `${place} compressed` : place);
const KEY_ID_BYTES = 8;
const NONCE_BYTES = 12;
const NONCE_AT = 1 + KEY_ID_BYTES;
const CONTENT_AT = NONCE_AT + NONCE_BYTES;

export const isSealed = (text: string): boolean => text.startsWith(SEALED) || text.startsWith(SEALED_COMPRESSED);

/** Seals nothing. What another session sealed stays locked to it. */
export const plainSealer: Sealer = {
  isSealing: false,
  readsClear: true,
  seal: async (text) => text,
  sealLarge: async (text) => text,
  unseal: async (text) => {
    if (isSealed(text)) throw new UnsealError('locked');
    return text;
  },
  isCurrent: async (text) => !isSealed(text),
};

/** More arguments than this may not fit on the stack. */
const CHUNK = 16_384;

/** One byte a character: IndexedDB stores such text in one byte each. */
function toText(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += CHUNK) {
    text += String.fromCharCode.apply(null, bytes.subarray(from, from + CHUNK) as unknown as number[]);
  }
  return text;
}

function toBytes(text: string, from: number, to = text.length): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(to - from);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = text.charCodeAt(from + at);
  return bytes;
}

function piped(
  bytes: Uint8Array<ArrayBuffer>,
  { readable, writable }: CompressionStream | DecompressionStream,
): Response {
  const writer = writable.getWriter();
  // What fails here fails the reading of the response.
  writer.write(bytes).catch(() => undefined);
  writer.close().catch(() => undefined);
  return new Response(readable);
}

/** Without a checksum: the cipher has one. */
const FORMAT = 'deflate-raw';
const compressed = async (text: Uint8Array<ArrayBuffer>) =>
  new Uint8Array(await piped(text, new CompressionStream(FORMAT)).arrayBuffer());
/** The response decodes as it reads, which takes half as long as decoding the whole. */
const decompressedText = (bytes: Uint8Array<ArrayBuffer>) => piped(bytes, new DecompressionStream(FORMAT)).text();

export type LocalKey = CryptoKey | Uint8Array<ArrayBuffer>;

/** The keys of one person's local data on one device. */
export interface LocalKeys {
  /** Seals what is written. */
  current: LocalKey;
  /**
   * Open what was sealed before the current key came, and seal nothing: for example, the server was restored from a backup
   * without the device, and made another key for it. Whatever they still seal is sealed again by the current one.
   */
  earlier: readonly LocalKey[];
  /** False once everything here was seen sealed: unsealed text found later was not written by MarginIQ. */
  mayHoldClear: boolean;
}

export interface SealerPorts {
  subtle: SubtleCrypto;
  randomBytes: (length: number) => Uint8Array<ArrayBuffer>;
}

/** @returns null if the page has no WebCrypto: it exists in secure contexts alone */
export function webCryptoPorts(): SealerPorts | null {
  const { subtle } = globalThis.crypto;
  if (subtle === undefined) return null;
  return { subtle, randomBytes: (length) => globalThis.crypto.getRandomValues(new Uint8Array(length)) };
}

/**
 * Tells keys apart without telling anything about them: what the key makes of nothing under a nonce of zeros, which is never
 * drawn for a record but with a chance of 2^-96.
 */
async function keyIdOf(key: CryptoKey, subtle: SubtleCrypto): Promise<Uint8Array<ArrayBuffer>> {
  const algorithm = { name: 'AES-GCM', iv: new Uint8Array(NONCE_BYTES) };
  return new Uint8Array(await subtle.encrypt(algorithm, key, new Uint8Array())).slice(0, KEY_ID_BYTES);
}

/**
 * AES-GCM with a random nonce of 96 bits for each sealing. Seals with the current key and opens with any of them; each sealed
 * text names its key. The keys are imported while the database is being opened.
 */
export function createSealer(
  { current, earlier, mayHoldClear }: LocalKeys,
  { subtle, randomBytes }: SealerPorts,
): Sealer {
  const usages: KeyUsage[] = ['encrypt', 'decrypt'];
  const imported = async (key: LocalKey) => {
    const cryptoKey = key instanceof Uint8Array ? await subtle.importKey('raw', key, 'AES-GCM', false, usages) : key;
    return { key: cryptoKey, keyId: toText(await keyIdOf(cryptoKey, subtle)) };
  };
  const own = imported(current);
  const others = Promise.all(earlier.map(imported));
  // Whoever seals or opens gets the error; this only keeps it from being reported as unhandled before that.
  for (const importing of [own, others]) importing.catch(() => undefined);
  const keyOf = async (sealed: string): Promise<CryptoKey> => {
    const isBy = ({ keyId }: { keyId: string }) => sealed.startsWith(keyId, 1);
    const mine = await own;
    const known = isBy(mine) ? mine : (await others).find(isBy);
    if (known === undefined) throw new UnsealError('locked');
    return known.key;
  };
  const [encoder, decoder] = [new TextEncoder(), new TextDecoder('utf-8', { ignoreBOM: true })];
  const encrypted = async (mark: string, bytes: Uint8Array<ArrayBuffer>, place: string) => {
    const { key, keyId } = await own;
    const iv = randomBytes(NONCE_BYTES);
    const algorithm = { name: 'AES-GCM', iv, additionalData: encoder.encode(bound(place, mark)) };
    return mark + keyId + toText(iv) + toText(new Uint8Array(await subtle.encrypt(algorithm, key, bytes)));
  };
  return {
    isSealing: true,
    readsClear: mayHoldClear,
    isCurrent: async (text) => isSealed(text) && text.startsWith((await own).keyId, 1),
    seal: (text, place) => encrypted(SEALED, encoder.encode(text), place),
    sealLarge: async (text, place) => encrypted(SEALED_COMPRESSED, await compressed(encoder.encode(text)), place),
    unseal: async (sealed, place) => {
      if (!isSealed(sealed)) {
        if (!mayHoldClear) throw new UnsealError('damaged');
        // Written before there was a key; it is sealed at the next opening.
        return sealed;
      }
      const key = await keyOf(sealed);
      const iv = toBytes(sealed, NONCE_AT, CONTENT_AT);
      const mark = sealed.charAt(0);
      const algorithm = { name: 'AES-GCM', iv, additionalData: encoder.encode(bound(place, mark)) };
      try {
        const bytes = new Uint8Array(await subtle.decrypt(algorithm, key, toBytes(sealed, CONTENT_AT)));
        return mark === SEALED_COMPRESSED ? await decompressedText(bytes) : decoder.decode(bytes);
      } catch {
        throw new UnsealError('damaged');
      }
    },
  };
}

/** The sealer for the host's keys; without keys, or if the page has no WebCrypto, the one that seals nothing. */
export function sealerFor(keys: LocalKeys | null, ports: SealerPorts | null = webCryptoPorts()): Sealer {
  return keys === null || ports === null ? plainSealer : createSealer(keys, ports);
}
