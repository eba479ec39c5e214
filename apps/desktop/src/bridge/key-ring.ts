import { localKeySchema, type SessionReply } from '@marginiq/contract/session';
import type { LocalKey, LocalKeys } from '@marginiq/sync/database/sealer';
import { z } from 'zod';

/** Keys that are kept besides the current one. Everything is sealed again by that one whenever the data is opened. */
const EARLIER_KEYS = 8;

/**
 * The keys of one person's data on this device, as a host keeps them: `LocalKeys`, in whatever form the host can store a key.
 * A key is never overwritten while something may be sealed by it (law 6): it becomes an earlier one.
 */
export interface KeyRing<K> {
  current: K;
  /** Those that the server returned too at the last sign-in, the newest first. */
  earlier: K[];
  /** Those that it did not return: no sign-in brings them back, so they outlive a sign-out (`leftOf`). */
  deviceOnly: K[];
  /** False only once this device saw everything sealed: nobody else can know. */
  mayHoldClear: boolean;
}

/** Keys that are kept as text. */
export const keyRingSchema = z.object({
  current: localKeySchema,
  earlier: z.array(localKeySchema),
  deviceOnly: z.array(localKeySchema),
  mayHoldClear: z.boolean(),
});
export type TextRing = z.infer<typeof keyRingSchema>;

/** What an earlier version kept: one key, which may not have sealed everything yet. */
export const ringOfOne = <K>(current: K): KeyRing<K> => ({
  current,
  earlier: [],
  deviceOnly: [],
  mayHoldClear: true,
});

/**
 * The ring after a sign-in: the server's current key is the current one, and no other is lost.
 * @param came what the server returned, or, if it gives no keys, the ring last in use
 * @param before what this device had; null if that is not known
 * @param idOf tells whether two keys are the same
 */
export function joinRings<K>(came: KeyRing<K>, before: KeyRing<K> | null, idOf: (key: K) => string): KeyRing<K> {
  if (before === null) return came;
  const joined = withDeviceOnly(came, [before.current, ...before.earlier, ...before.deviceOnly], idOf);
  // Only the device that wrote here knows whether anything is unsealed.
  return { ...joined, mayHoldClear: before.mayHoldClear };
}

/** The ring with further keys that this device has had, unless the server has returned them. */
export function withDeviceOnly<K>(ring: KeyRing<K>, keys: readonly K[], idOf: (key: K) => string): KeyRing<K> {
  const only = new Map([...ring.deviceOnly, ...keys].map((key) => [idOf(key), key]));
  for (const key of [ring.current, ...ring.earlier]) only.delete(idOf(key));
  return { ...ring, deviceOnly: [...only.values()].slice(0, EARLIER_KEYS) };
}

const sameText = (key: string) => key;
export const joinTextRings = (came: TextRing, before: TextRing | null): TextRing => joinRings(came, before, sameText);
export const withDeviceOnlyTexts = (ring: TextRing, keys: readonly string[]): TextRing =>
  withDeviceOnly(ring, keys, sameText);

/** The keys of a sign-in's reply; null from a server that gives none. */
export function ringOfReply({ localKey, earlierLocalKeys }: SessionReply): TextRing | null {
  if (!localKey) return null;
  // The server cannot know what a device without a ring has written unsealed, so unsealed data is possible (law 6).
  return { current: localKey, earlier: earlierLocalKeys ?? [], deviceOnly: [], mayHoldClear: true };
}

export async function mapRing<A, B>(ring: KeyRing<A>, change: (key: A) => B | Promise<B>): Promise<KeyRing<B>> {
  const all = (keys: readonly A[]) => Promise.all(keys.map(change));
  const [current, earlier, deviceOnly] = await Promise.all([
    change(ring.current),
    all(ring.earlier),
    all(ring.deviceOnly),
  ]);
  return { current, earlier, deviceOnly, mayHoldClear: ring.mayHoldClear };
}

/** The ring as a sealer needs it: it does not matter there where a key can be fetched again. */
export async function usableKeys<K>(
  ring: KeyRing<K>,
  change: (key: K) => LocalKey | Promise<LocalKey>,
): Promise<LocalKeys> {
  const { current, earlier, deviceOnly, mayHoldClear } = await mapRing<K, LocalKey>(ring, change);
  return { current, earlier: [...earlier, ...deviceOnly], mayHoldClear };
}
