import { PROTOCOLS } from './protocol-history.ts';

/**
 * Of everything that crosses the wire. A program that finds another one beside what stands on its disk reads that again, and then
 * everything from the server: a program before may have left out what it did not know.
 */
export const CONTRACT_DIGEST = PROTOCOLS.at(-1)?.digest ?? '';
