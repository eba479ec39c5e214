import { hash, verify } from '@node-rs/argon2';

/** argon2id with OWASP's first choice of parameters: 19 MiB, two passes, one lane. */
const OPTIONS = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export function hashPassword(password: string): Promise<string> {
  return hash(password, OPTIONS);
}

let decoy: Promise<string> | undefined;

/** Computed ahead, so that the first attempt on an unknown account takes no longer than others. */
export async function prepareDecoy(): Promise<void> {
  decoy ??= hashPassword('nobody has this password');
  await decoy;
}

/**
 * Checks a password. Without a hash (no such person) it works just as long against a decoy, so that timing does not
 * reveal who has an account.
 */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword('nobody has this password');
  const matches = await verify(passwordHash ?? (await decoy), password);
  return matches && passwordHash !== null;
}
