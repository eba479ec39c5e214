import type { Actor } from '@marginiq/contract/discount-request';
import type { Id, Instant } from '@marginiq/contract/scalars';
import type { Recipient } from '@marginiq/domain/hand-over';

/* What an import stores in MongoDB: its progress, its staged documents, and the settings for the next one. */

/** How many documents of a kind an import made, changed, and found as they were. */
export interface ImportCounts {
  created: number;
  updated: number;
  unchanged: number;
}

export type ImportedKind = 'customers' | 'products' | 'deals';

/** The import's future audit entry. Stored while it is published, because somebody else may have to finish it. */
export interface ImportEntry {
  actor: Actor;
  /** The name of whoever ran it. */
  operator: string;
  /** How many of each there were. */
  totals: Record<ImportedKind, number>;
  /** By kind, as many as an entry names. */
  changed: Record<ImportedKind, { new: string[]; before: unknown[]; after: unknown[] }>;
}

/** A customer whose open requests follow it in chunks of their own, because there are more of them than one chunk has. */
export interface Following {
  customerId: Id;
  /** Whose requests they are. */
  from: Id | null;
  /** Their position up to which they have had their turn. */
  after: number;
}

export interface ImportRecord {
  _id: Id;
  companyId: Id;
  at: Instant;
  /** Absent in imports that made the ids of deals of number and date; since then the number alone makes them. */
  dealsByNumber?: true;
  /** By kind of document: how many were new, changed, and unchanged. Until it is done, it covers everything planned. */
  counts: Record<ImportedKind, ImportCounts>;
  /**
   * What is written so far. Absent once it is done, because the counts say it; and in imports that an earlier release
   * began.
   */
  written?: Record<ImportedKind, Pick<ImportCounts, 'created' | 'updated'>>;
  /** Absent in imports of earlier releases, which were one commit. */
  state?: 'publishing' | 'done';
  /** How many documents were put aside for it, and how many of these have had their turn. */
  staged?: number;
  published?: number;
  /** How many of them were gone before they had their turn; absent: none. Nothing more of the import is written then. */
  lost?: number;
  /** Documents that somebody had changed since they were read, and that were left so: how many, and the first by name. */
  leftCount?: number;
  left?: { kind: ImportedKind; key: string }[];
  /** Open requests that went along with their customers: how many, and what people call the first. */
  movedCount?: number;
  moved?: string[];
  /** Absent: none. While it is there, the import is at these requests and takes no other document. */
  following?: Following;
  /** Open requests that could not follow their customers: how many, and what people call the first; absent: none. */
  stayedCount?: number;
  stayed?: string[];
  /** Absent once the entry is written. */
  entry?: ImportEntry;
}

/** The collections that an import writes. */
export type ImportedName = 'products' | 'customers' | 'discountRequests';

export interface StagedDocument<N extends ImportedName, Document> {
  /** The import's id and `n`. */
  _id: string;
  companyId: Id;
  importId: Id;
  /** Its place in the import, from 0. */
  n: number;
  name: N;
  /** The key by which the files know it. */
  key: string;
  /** The new version. */
  document: Document;
  /** Its position when it was read; null if it is new. */
  formerSeq: number | null;
  /** For a customer that goes to somebody else: its open requests go along. */
  handOver?: { from: Id | null; to: Recipient };
}

/**
 * Settings for a company's files that also apply to the next ones. One document per company, under the company's id.
 */
export interface ImportSettingsRecord {
  _id: Id;
  companyId: Id;
  /** The person that files mean by a (normalised) key; null means nobody yet. */
  salespeople: { key: string; userId: Id | null }[];
}
