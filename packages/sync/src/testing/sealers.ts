import { createSealer, type LocalKey, type LocalKeys, type Sealer } from '../sealer.ts';

const subtle = globalThis.crypto.subtle;
const randomBytes = (length: number) => globalThis.crypto.getRandomValues(new Uint8Array(length));

export const oneKey = (current: LocalKey): LocalKeys => ({ current, earlier: [], mayHoldClear: true });

/** A sealer whose key is made of one number, the same each time. */
export const testSealer = (number: number): Sealer =>
  createSealer(oneKey(new Uint8Array(32).fill(number)), { subtle, randomBytes });
