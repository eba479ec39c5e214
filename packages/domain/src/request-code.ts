/**
 * The short name of a request that people say on the phone. Made from the random end of its UUIDv7, so that a
 * device can make it offline; an aid for people, never a key.
 */
export function requestCode(requestId: string): string {
  return `R-${requestId.slice(-6).toUpperCase()}`;
}
