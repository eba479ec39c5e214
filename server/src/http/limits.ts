/** What one request, one caller and everybody together may cost, so that nobody stops the server for the others. */
export interface HttpLimits {
  /** Of one call of somebody signed in. Pushes keep to half of it. */
  bodyBytes: number;
  /** Where nobody is signed in: a sign-in sends about 400 bytes, a renewal 300. */
  strangerBodyBytes: number;
  /** Its sender has no session any more, and names what it had no answer to: room for `MAX_REPORTED_COMMANDS` ids. */
  wipeReportBytes: number;
  /** Of an address with its input: a pull asks in about 600 characters. */
  urlLength: number;
  /** A connection on which nothing moves for so long, in either direction, is ended. Clients give up after 30 s. */
  silenceMs: number;
  /**
   * A body must bring this much in each window, or all that is left of it. A line of 4 kB/s brings thirty times as much, and
   * one that stands still for 20 s still keeps to it: lines are judged by their progress, never by how long they take.
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
