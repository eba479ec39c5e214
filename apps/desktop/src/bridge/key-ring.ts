import { localKeySchema, type SessionReply } from '@marginiq/contract/session';
import type { LocalKey, LocalKeys } from '@marginiq/sync/sealer';
import { z } from 'zod';
import { fromBase64Url } from './base64url.ts';

/** Keys that are kept besides the current one. Everything is sealed again by that one whenever the data is opened. */
const EARLIER_KEYS = 8;

/**
 * The keys of one person's data on this device, as a host keeps them: `LocalKeys`, in whatever form the host can store a key.
 * A key is never overwritten while something may be sealed by it (law 6): it becomes an earlier one.
 */
export interface KeyRing<K> {
  current: K;
  /** The newest first. */
  earlier: K[];
  mayHoldClear: boolean;
}

/** Keys that are kept as text. */
export const keyRingSchema = z.object({
  current: localKeySchema,
  earlier: z.array(localKeySchema),
  mayHoldClear: z.boolean(),
});
export type TextRing = z.infer<typeof keyRingSchema>;

/** What an earlier version kept: one key, which may not have sealed everything yet. */
export const ringOfOne = <K>(current: K): KeyRing<K> => ({ current, earlier: [], mayHoldClear: true });

/**
 * The ring after a sign-in: the server's current key is the current one, and no other is lost.
 * @param before what this device had; null where that is not known
 * @param idOf tells whether two keys are the same
 */
export function joinRings<K>(came: KeyRing<K>, before: KeyRing<K> | null, idOf: (key: K) => string): KeyRing<K> {
  if (before === null) return came;
  const { current } = came;
  const others = new Map([before.current, ...came.earlier, ...before.earlier].map((key) => [idOf(key), key]));
  others.delete(idOf(current));
  // Whether something stands in the clear here is known better by the device that wrote it.
  return { current, earlier: [...others.values()].slice(0, EARLIER_KEYS), mayHoldClear: before.mayHoldClear };
}

export const joinTextRings = (came: TextRing, before: TextRing | null): TextRing =>
  joinRings(came, before, (key) => key);

/** The keys of a sign-in's reply; null from a server that gives none. */
export function ringOfReply({ localKey, earlierLocalKeys, localKeyIsNew }: SessionReply): TextRing | null {
  if (!localKey) return null;
  // A device whose first key was made before has sealed its data since. Servers that do not say may hold the first.
  return { current: localKey, earlier: earlierLocalKeys ?? [], mayHoldClear: localKeyIsNew !== false };
}

export async function mapRing<A, B>(ring: KeyRing<A>, change: (key: A) => B | Promise<B>): Promise<KeyRing<B>> {
  const [current, earlier] = await Promise.all([change(ring.current), Promise.all(ring.earlier.map(change))]);
  return { current, earlier, mayHoldClear: ring.mayHoldClear };
}

export const rawKeys = (ring: TextRing): Promise<LocalKeys> => mapRing<string, LocalKey>(ring, fromBase64Url);
