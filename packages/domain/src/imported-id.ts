/**
 * How the ids of imported deals begin: UUIDv7s of the first millisecond of 1970. Their random part is a digest of the deal's
 * number, which anybody can work out, so no client may make a request with one: it would be taken for the deal.
 */
export const IMPORTED_ID_START = '00000000-0000-7';

export const isImportedId = (requestId: string): boolean => requestId.toLowerCase().startsWith(IMPORTED_ID_START);
