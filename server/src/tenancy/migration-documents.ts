import type { Id, Instant } from '@marginiq/contract/scalars';

/** How far a contract is: requested, so that no older program starts any more; removing; or done. */
export type ContractState = 'asked' | 'running' | 'done';

/** A migration's progress in this database. Global: one small document for each. */
export interface MigrationRecord {
  /** The migration's number. */
  _id: number;
  name: string;
  expandedAt: Instant | null;
  contract: ContractState | null;
  contractedAt: Instant | null;
  /** The number of the lease under which this was written last: an earlier holder writes nothing over it. */
  lease: number;
}

/** A process that is running, or was until lately. Global. Its times are MongoDB's: processes are judged by one clock. */
export interface ProcessRecord {
  _id: Id;
  kind: ProcessKind;
  /** The newest migration that it knows. */
  dataVersion: number;
  host: string;
  pid: number;
  seenAt: Date;
  /** From then on it is taken for dead. For MongoDB's TTL index, too. */
  expiresAt: Date;
}

export type ProcessKind = 'api' | 'worker';

/** What a backfill did in a company. It does not say whether anything is left: the documents themselves do. */
export interface MigrationProgressRecord {
  /** The migration's number, as text. */
  _id: Id;
  companyId: Id;
  /** How many documents were filled in, those written again by a former release among them. */
  filled: number;
  at: Instant;
  /** How many could not be filled in when it was last tried. */
  left?: number;
  /** Why, the first few: collection, id and places. */
  why?: string[];
  /** Those are tried again from then on; absent or null: at any time. */
  retryAt?: Instant | null;
}
