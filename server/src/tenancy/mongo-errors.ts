import { MongoError, MongoNetworkError, MongoServerError, MongoServerSelectionError } from 'mongodb';

const DUPLICATE_KEY = 11_000;

export const isDuplicateKey = (error: unknown): boolean =>
  error instanceof MongoServerError && error.code === DUPLICATE_KEY;

const SNAPSHOT_GONE = new Set([239 /* SnapshotTooOld */, 246 /* SnapshotUnavailable: an index was just made */]);

/** MongoDB no longer has the snapshot that was to be read. A later one can be read. */
export function isSnapshotGone(error: unknown): boolean {
  return error instanceof MongoServerError && SNAPSHOT_GONE.has(Number(error.code));
}

/**
 * MongoDB cannot be reached, or has no primary now: the next command would fail too. What was under way may have been done
 * all the same.
 */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError) return true;
  return error instanceof MongoError && error.hasErrorLabel('UnknownTransactionCommitResult');
}
