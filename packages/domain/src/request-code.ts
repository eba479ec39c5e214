/**
 * A request's short name, for use on the phone. Taken from the random end of its UUIDv7, so that a device can make it
 * offline; an aid for people, never a key.
 */
export function requestCode(requestId: string): string {
  return `R-${requestId.slice(-6).toUpperCase()}`;
}

/** The end of the ids that a code names, as ids are written; null for what is no code. A person may leave out the `R-`. */
export function idEndOfCode(text: string): string | null {
  const [, end] = /^(?:r-?)?([0-9a-f]{6})$/i.exec(text.trim()) ?? [];
  return end?.toLowerCase() ?? null;
}
