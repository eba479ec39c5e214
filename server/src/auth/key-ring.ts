import { createHash, createSecretKey, type KeyObject } from 'node:crypto';

export interface SigningKey {
  /** Stands in the tokens that it signs. */
  id: string;
  secret: KeyObject;
}

/**
 * The same in every process that has the secret, so that nobody has to number secrets. Reveals nothing usable about the secret.
 */
const idOf = (secret: string): string =>
  createHash('sha256').update(`marginiq key id/${secret}`).digest('base64url').slice(0, 10);

/**
 * The installation's secrets. The first one signs and all are accepted, so that a secret can be rotated without signing anybody
 * out: first add the new one beside the current one on every process, then make it the signing one, and remove the old one later
 * (docs/operators/operating.md).
 */
export class KeyRing {
  readonly #keys: readonly SigningKey[];
  readonly newest: SigningKey;

  /** @param secrets the signing one first; at least one */
  constructor(secrets: readonly [string, ...string[]]) {
    const keyOf = (secret: string) => ({ id: idOf(secret), secret: createSecretKey(Buffer.from(secret, 'utf8')) });
    this.newest = keyOf(secrets[0]);
    this.#keys = [this.newest, ...secrets.slice(1).map(keyOf)];
  }

  /** Which may have signed what names this key; all of them for what names none, as earlier releases made it. */
  candidates(id: string | undefined): readonly SigningKey[] {
    return id === undefined ? this.#keys : this.#keys.filter((key) => key.id === id);
  }
}
