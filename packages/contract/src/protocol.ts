import { z } from 'zod';

/**
 * Version of everything that crosses the wire: commands, outcomes, pull pages, stream items.
 *
 * The server speaks this version and those back to the oldest below. `protocol-version.test.ts` pins a hash of the
 * wire schemas beside this number, so that a change of protocol is a decision and never an accident.
 *
 * 1: the first. 2: stream items may carry small changes, and have ids to resume by. 3: every call names whose
 * session it uses; a session's reply carries the server's time and, on signing in, the key of the local data. 4: more
 * reasons for a refusal (an older client is told the nearest one that it knows, see `codeFor`), everything has a limit,
 * and a client tells what it cannot read. 5: a quantity may have three decimals, and a
 * line names its unit (an older client is told the line as one piece, see domain/whole-lines).
 */
export const PROTOCOL_VERSION = 5;

/** Oldest protocol the server still answers in full. An older client may still push its outbox. */
export const OLDEST_PROTOCOL_VERSION = 1;

/** What a client says it speaks; of which versions the server understands is for the procedure to say. */
export const protocolSchema = z.int().min(1).max(1_000_000);
