import type { KdfCosts } from '../passphrase.ts';

/** argon2id at its cheapest, for tests that are not about how hard a passphrase is to guess. */
export const CHEAP_COSTS: KdfCosts = { t: 1, m: 8, p: 1 };
