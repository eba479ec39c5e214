import { localKeySchema, profileSchema } from '@marginiq/contract/session';
import { z } from 'zod';
import { keyRingSchema } from '../bridge/key-ring.ts';
import { passphraseSealSchema } from '../bridge/passphrase.ts';
import { sessionClockSchema } from '../bridge/session-clock.ts';

const sessionSchema = z.object({
  profile: profileSchema,
  /** Identifies one sign-in: a renewal's late reply belongs to the sign-in in which it was requested. */
  signInId: z.string(),
  clock: sessionClockSchema,
  refreshToken: z.string().nullable(),
});
export type VaultSession = z.infer<typeof sessionSchema>;

/** A whole vault, sealed by a passphrase. Whose it is may be read before that is given: the screen greets by name. */
export const lockedSchema = z.object({
  profile: profileSchema,
  seal: passphraseSealSchema,
  /** Some of the keys in there the server did not return, so a sign-out puts the seal aside. */
  isOnlyHere: z.boolean(),
});
export type Locked = z.infer<typeof lockedSchema>;

const contentSchema = z.object({
  session: sessionSchema.nullable(),
  /** The keys of each person on this device, by company and person. They outlive the session, until their person signs out. */
  rings: z.record(z.string(), keyRingSchema),
  /** Of people who have signed out: the keys that no sign-in may bring back. They go with the last of that person's data. */
  left: z.record(z.string(), z.array(localKeySchema)),
  /** Vaults that were sealed by a passphrase when somebody signed in by password over them. The keys in them may be needed yet. */
  aside: z.array(lockedSchema),
});
export type VaultContent = z.infer<typeof contentSchema>;

export const EMPTY_VAULT: VaultContent = { session: null, rings: {}, left: {}, aside: [] };

/** @throws for anything that is no vault's content */
export function parseVault(json: unknown): VaultContent {
  return contentSchema.parse(json);
}
