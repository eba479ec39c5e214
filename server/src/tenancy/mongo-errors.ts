import { MongoError, MongoNetworkError, MongoServerError, MongoServerSelectionError } from 'mongodb';

const DUPLICATE_KEY = 11_000;

export const isDuplicateKey = (error: unknown): boolean =>
  error instanceof MongoServerError && error.code === DUPLICATE_KEY;

const SNAPSHOT_GONE = new Set([239 /* SnapshotTooOld */, 246 /* SnapshotUnavailable: an index was just made */]);

/** MongoDB no longer has the snapshot that was to be read. A later one can be read. */
export function isSnapshotGone(error: unknown): boolean {
  return error instanceof MongoServerError && SNAPSHOT_GONE.has(Number(error.code));
}

/** As the driver counts them: whoever answers is no primary now, ends, or comes up; or, behind a mongos, nobody answers that one. */
const UNAVAILABLE = new Set([
  ...[6 /* HostUnreachable */, 7 /* HostNotFound */, 89 /* NetworkTimeout */, 9_001 /* SocketException */],
  ...[91 /* ShutdownInProgress */, 11_600 /* InterruptedAtShutdown */],
  ...[189 /* PrimarySteppedDown */, 11_602 /* InterruptedDueToReplStateChange */],
  ...[10_107 /* NotWritablePrimary */, 10_058 /* LegacyNotPrimary */],
  ...[13_435 /* NotPrimaryNoSecondaryOk */, 13_436 /* NotPrimaryOrSecondary */],
  133 /* FailedToSatisfyReadPreference */,
]);

/**
 * MongoDB cannot be reached, or has no primary now: the next command would fail too. What was under way may have been done
 * all the same.
 */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError) return true;
  if (error instanceof MongoServerError && UNAVAILABLE.has(Number(error.code))) return true;
  return error instanceof MongoError && error.hasErrorLabel('UnknownTransactionCommitResult');
}
