import { PROTOCOLS } from './protocol-history.ts';

/**
 * Of everything that crosses the wire. If the pages on a device name another one, the program reads them again, and then
 * everything from the server: an earlier program may have left out what it did not know.
 */
export const CONTRACT_DIGEST = PROTOCOLS.at(-1)?.digest ?? '';
