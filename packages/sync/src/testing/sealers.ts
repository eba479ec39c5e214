import { createSealer, type LocalKey, type LocalKeys, type Sealer } from '../database/sealer.ts';

const subtle = globalThis.crypto.subtle;
const randomBytes = (length: number) => globalThis.crypto.getRandomValues(new Uint8Array(length));

export const testKey = (number: number): LocalKey => new Uint8Array(32).fill(number);

export const oneKey = (current: LocalKey): LocalKeys => ({ current, earlier: [], mayHoldClear: true });

/** A sealer whose keys consist of one repeated number, the same each time. It reads unsealed text, unless stated otherwise. */
export const testSealer = (number: number, { earlier = [] as number[], mayHoldClear = true } = {}): Sealer =>
  createSealer({ current: testKey(number), earlier: earlier.map(testKey), mayHoldClear }, { subtle, randomBytes });
