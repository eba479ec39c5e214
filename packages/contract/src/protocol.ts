import { z } from 'zod';

/**
 * Version of everything that crosses the wire: commands, outcomes, pull pages, stream items.
 *
 * The server speaks this version and those back to the oldest below. `protocol-history.ts` says what each one changed.
 * `protocol-version.test.ts` holds both numbers and a hash of the wire schemas to it, so that a change of protocol is a
 * decision and never an accident.
 */
export const PROTOCOL_VERSION = 5;

/** Oldest protocol the server still answers in full. An older client may still push its outbox. */
export const OLDEST_PROTOCOL_VERSION = 1;

/** What a client says it speaks; of which versions the server understands is for the procedure to say. */
export const protocolSchema = z.int().min(1).max(1_000_000);
