import { z } from 'zod';

/**
 * Version of everything that crosses the wire: commands, outcomes, pull pages, stream items.
 *
 * The server speaks this version and all those back to the oldest below. `protocol-history.ts` says what each one
 * changed. `protocol-version.test.ts` checks both numbers and a hash of the wire schemas against it, so that a protocol
 * change is always a decision, never an accident.
 */
export const PROTOCOL_VERSION = 5;

/** Oldest protocol the server still answers in full. An older client may still push its outbox. */
export const OLDEST_PROTOCOL_VERSION = 1;

/** The version that a client says it speaks; the procedure decides which versions are understood. */
export const protocolSchema = z.int().min(1).max(1_000_000);
