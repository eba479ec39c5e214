/**
 * What one request, one caller and everybody together may cost, so that nobody can take the server down for the others.
 */
export interface HttpLimits {
  /** The limit for one call of a signed-in caller. Pushes keep to half of it. */
  bodyBytes: number;
  /** Limit for callers who are not signed in: a sign-in sends about 400 bytes, a renewal 300. */
  strangerBodyBytes: number;
  /** Its sender has no session any more, and names what it had no answer to: room for `MAX_REPORTED_COMMANDS` ids. */
  wipeReportBytes: number;
  /** The length of an address with its input: a pull takes about 600 characters. */
  urlLength: number;
  /** A connection on which nothing moves for so long, in either direction, is ended. Clients give up after 30 s. */
  silenceMs: number;
  /**
   * A body must deliver this much in each window, or all that is left of it. A 4 kB/s line delivers thirty times as much,
   * and one that stalls for 20 s still passes: connections are judged by progress, never by total duration.
   */
  bodyProgress: { windowMs: number; bytes: number };
  /** Calls under way at the same time of everybody who is not signed in, of those at one address, and of one person. */
  strangersAtOnce: number;
  strangersOfOneAddress: number;
  callsOfOnePerson: number;
}

export const HTTP_LIMITS: HttpLimits = {
  bodyBytes: 1024 * 1024,
  strangerBodyBytes: 16 * 1024,
  wipeReportBytes: 200 * 1024,
  urlLength: 4 * 1024,
  silenceMs: 30_000,
  bodyProgress: { windowMs: 30_000, bytes: 4 * 1024 },
  strangersAtOnce: 500,
  strangersOfOneAddress: 50,
  callsOfOnePerson: 64,
};
