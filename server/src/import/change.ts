import type { Recipient } from '@marginiq/domain/hand-over';

/** A document of which a file changes something. */
export interface Change<T> {
  /** The key by which the files know it. */
  key: string;
  /** The place in the file that mentions it. */
  line: number;
  /** Null: it is new. */
  before: T | null;
  after: T;
  /** The new owner of a customer that belonged to somebody else. */
  to?: Recipient;
}

/**
 * Takes a change from the planner, so that a plan does not hold all documents in memory. Must be awaited if it returns a
 * promise.
 */
export type Place<T> = (change: Change<T>) => Promise<void> | undefined;
