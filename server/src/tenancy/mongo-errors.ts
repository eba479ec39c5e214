import { MongoError, MongoNetworkError, MongoServerError, MongoServerSelectionError } from 'mongodb';

const DUPLICATE_KEY = 11_000;

export const isDuplicateKey = (error: unknown): boolean =>
  error instanceof MongoServerError && error.code === DUPLICATE_KEY;

const SNAPSHOT_GONE = new Set([239 /* SnapshotTooOld */, 246 /* SnapshotUnavailable: an index was just made */]);

/** MongoDB no longer has the requested snapshot. A later one can be read. */
export function isSnapshotGone(error: unknown): boolean {
  return error instanceof MongoServerError && SNAPSHOT_GONE.has(Number(error.code));
}

/**
 * By the driver's classification: the server that answers is no longer primary, is shutting down, or is starting up; or, behind a
 * mongos, no primary can be found.
 */
const UNAVAILABLE = new Set([
  ...[6 /* HostUnreachable */, 7 /* HostNotFound */, 89 /* NetworkTimeout */, 9_001 /* SocketException */],
  ...[91 /* ShutdownInProgress */, 11_600 /* InterruptedAtShutdown */],
  ...[189 /* PrimarySteppedDown */, 11_602 /* InterruptedDueToReplStateChange */],
  ...[10_107 /* NotWritablePrimary */, 10_058 /* LegacyNotPrimary */],
  ...[13_435 /* NotPrimaryNoSecondaryOk */, 13_436 /* NotPrimaryOrSecondary */],
  133 /* FailedToSatisfyReadPreference */,
]);

/**
 * MongoDB cannot be reached, or currently has no primary: the next command would fail too. Whatever was in progress may
 * still have been done.
 */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError) return true;
  if (error instanceof MongoServerError && UNAVAILABLE.has(Number(error.code))) return true;
  return error instanceof MongoError && error.hasErrorLabel('UnknownTransactionCommitResult');
}
