import { z } from 'zod';
import { type KeyRing, keyRingSchema, withDeviceOnly } from '../../bridge/key-ring.ts';
import type { PassphraseKey } from '../../bridge/passphrase.ts';
import { type HeldKey, holdKey, holdRing } from './held-key.ts';
import type { KeptKeys, LeftRecord, RingRecord, SealedRecord } from './key-store.ts';

/** Unopened seals and bare keys that are kept of one person. */
export const MAX_KEPT = 8;

const sealedSchema = z.object({
  refreshToken: z.string(),
  ring: keyRingSchema.nullable(),
  /** Which keys may be unencrypted beside the seal: whoever writes to the disk can add others. */
  bareIds: z.array(z.string()),
});
export type SealedContent = z.infer<typeof sealedSchema>;

/** What a passphrase seals, in a window where it was entered. */
interface Unsealed {
  passphrase: PassphraseKey;
  content: SealedContent;
}

/** A person's keys, ready for use in this window. */
export interface OpenKeys {
  name: string;
  /** As last kept, in case the browser takes it away. */
  kept: RingRecord | SealedRecord;
  /** Null if the server gave none. */
  ring: KeyRing<HeldKey> | null;
  /** Null without a passphrase. */
  unsealed: Unsealed | null;
  /**
   * The version that `kept` was meant to replace, if it could not be written: this window works with it nevertheless.
   */
  insteadOf?: string | null;
}

export const idOf = ({ id }: HeldKey): string => id;
export const allOf = ({ current, earlier, deviceOnly }: KeyRing<HeldKey>): HeldKey[] => [
  current,
  ...earlier,
  ...deviceOnly,
];

/** What stays when its person signs out; null for nothing. */
export function leftOf(kept: KeptKeys, version: string): LeftRecord | null {
  if (kept.kind === 'left') return kept;
  const only = new Set(kept.kind === 'ring' ? kept.ring.deviceOnly.map(idOf) : kept.deviceOnly);
  const keys = (kept.kind === 'ring' ? kept.ring.deviceOnly : kept.bare).filter(({ id }) => only.has(id));
  // Nobody has opened since what was put aside: keys in there may be on this device alone.
  const aside = kept.kind === 'sealed' && only.size > keys.length ? [kept.seal, ...kept.aside] : kept.aside;
  if (keys.length + aside.length === 0) return null;
  return { kind: 'left', version, keys, aside: aside.slice(0, MAX_KEPT) };
}

export function contentOf(text: string): SealedContent | null {
  try {
    return sealedSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

export const trueIdOf = async ({ key }: HeldKey): Promise<string> => (await holdKey(key)).id;

/**
 * Those of the unencrypted keys whose ids were sealed, identified by what the keys do and not by what is stored beside
 * them.
 */
export async function vouchedFor(bareIds: readonly string[], bare: HeldKey[]): Promise<HeldKey[]> {
  const ids = await Promise.all(bare.map(trueIdOf));
  return bare.filter((_, index) => bareIds.includes(ids[index] ?? ''));
}

export const usable = async ({ ring, bareIds }: SealedContent, bare: HeldKey[]): Promise<KeyRing<HeldKey> | null> =>
  ring === null ? null : withDeviceOnly(await holdRing(ring), await vouchedFor(bareIds, bare), idOf);

export async function opened(
  name: string,
  kept: RingRecord | SealedRecord,
  passphrase: PassphraseKey | undefined,
): Promise<OpenKeys | null> {
  if (kept.kind === 'ring') return { name, kept, ring: kept.ring, unsealed: null };
  const text = (await passphrase?.unseal(kept.seal)) ?? null;
  const content = text === null ? null : contentOf(text);
  if (passphrase === undefined || content === null) return null;
  return { name, kept, ring: await usable(content, kept.bare), unsealed: { passphrase, content } };
}

/** Whether what this window has open is what is kept, or newer but without room to replace it. */
export const standsFor = (open: OpenKeys | null, kept: KeptKeys): boolean =>
  open !== null && (kept.version === open.kept.version || kept.version === open.insteadOf);

export function isSameRing(kept: KeptKeys | null, next: KeptKeys): kept is RingRecord {
  if (kept?.kind !== 'ring' || next.kind !== 'ring') return false;
  return JSON.stringify([kept.ring, kept.aside]) === JSON.stringify([next.ring, next.aside]);
}
