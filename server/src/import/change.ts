import type { Recipient } from '@marginiq/domain/hand-over';

/** A document of which a file changes something. */
export interface Change<T> {
  /** By what the files know it. */
  key: string;
  /** Where the file speaks of it. */
  line: number;
  /** Null: it is new. */
  before: T | null;
  after: T;
  /** To whom a customer goes that belonged to somebody else. */
  to?: Recipient;
}

/** Takes a change off the planner's hands, so that a plan does not hold all documents. To be awaited where it says so. */
export type Place<T> = (change: Change<T>) => Promise<void> | undefined;
