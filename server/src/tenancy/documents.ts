import type { AuditEntry } from '@marginiq/contract/audit';
import type { Customer } from '@marginiq/contract/customer';
import type { Actor, DiscountRequest } from '@marginiq/contract/discount-request';
import type { Governance } from '@marginiq/contract/governance';
import type { Outcome } from '@marginiq/contract/outcome';
import type { Product } from '@marginiq/contract/product';
import type { Company, Person, Statistics } from '@marginiq/contract/reference';
import type { RuleSet } from '@marginiq/contract/rule-set';
import type { Id, Instant } from '@marginiq/contract/scalars';
import type { SessionClient } from '@marginiq/contract/session';
import type { Owned, Principal } from '@marginiq/domain/audience';
import type { ChangeRecord } from './change-log.ts';
import type { DecisionRecord, KeptDecision } from './decision-documents.ts';
import type { ImportedName, ImportRecord, ImportSettingsRecord, StagedDocument } from './import-documents.ts';
import type { MigrationProgressRecord } from './migration-documents.ts';
import type { Audienced } from './owned.ts';
import type { DealFiguresRecord, StatisticsStateRecord } from './statistics-documents.ts';

/** A contract document as MongoDB holds it: its id is `_id`. */
export type Stored<T extends { id: Id }> = Omit<T, 'id'> & { _id: Id };

export function toStored<T extends { id: Id }>(document: T): Stored<T> {
  const { id, ...rest } = document;
  return { _id: id, ...rest };
}

export function fromStored<T extends { id: Id }>(stored: Stored<T>): T {
  const { _id, ...rest } = stored;
  return { id: _id, ...rest } as unknown as T;
}

/** A person with what never leaves the server. */
export interface UserRecord extends Stored<Person> {
  /** Null until the person has set a password. */
  passwordHash: string | null;
  /** Always 1. Read by former releases only (see sync/view.ts); a migration may remove it once none of them serves. */
  viewEpoch: number;
  /** Present until what the person's change takes along is moved. */
  workMove?: WorkMove;
}

/** Customers and open requests of a person that an admin's change moves, in commits after that of the change. */
export interface WorkMove {
  /** Who gets them; null: they come along to the person's own team. */
  to: Id | null;
  by: Actor;
  at: Instant;
}

export interface CompanyRecord extends Stored<Company> {
  status: 'active' | 'suspended';
}

/** One version of a thing whose versions are kept; `current` marks the one in force. */
export type Versioned<T extends { id: Id }> = Stored<T> & { current: boolean };

/** A command beside its one outcome. `digest` tells a repeated push from another command under the same id. */
export interface CommandRecord {
  _id: Id;
  companyId: Id;
  userId: Id;
  deviceId: Id;
  deviceSeq: number;
  type: string;
  /** Text where they fit no command. */
  args: unknown;
  baseRevision: number;
  madeAt: Instant;
  digest: string;
  outcome: Outcome;
  /** Absent if a former release decided, and where nothing was decided: the arguments fit no command, or the server failed. */
  stoodOn?: KeptDecision;
}

export interface DeviceRecord {
  _id: Id;
  companyId: Id;
  userId: Id;
  name: string;
  /** The last `deviceSeq` that reached an outcome. */
  lastSeq: number;
  lastSeenAt: Instant;
  /** When an admin took its access away; absent or null while it has it. */
  revokedAt?: Instant | null;
  /** How many unsent commands it had when it wiped its data; null until it has reported. */
  unsentAtWipe?: number | null;
  wipedAt?: Instant | null;
  /** Seals its person's data on it, as base64url; absent until they sign in. A secret: see auth/local-keys.ts. */
  localKey?: string | null;
  /** The keys before that one, the newest first. */
  earlierLocalKeys?: string[];
}

export interface RefreshTokenRecord {
  /** SHA-256 of the token: the token itself is stored nowhere. */
  _id: string;
  companyId: Id;
  userId: Id;
  familyId: Id;
  deviceId: Id;
  client: SessionClient;
  createdAt: Instant;
  /** A Date, for MongoDB's TTL index. */
  expiresAt: Date;
  usedAt: Instant | null;
  successorId: string | null;
  revokedAt: Instant | null;
}

/** The one-time link by which a person sets a password. A person has only the newest: another replaces it. */
export interface PasswordLinkRecord {
  /** The person's id. */
  _id: Id;
  companyId: Id;
  /** SHA-256 of the link's secret: the secret itself is stored nowhere. */
  digest: string;
  madeAt: Instant;
  /** A Date, for MongoDB's TTL index. */
  expiresAt: Date;
  usedAt: Instant | null;
}

/** A session that was ended: by signing out, or because its token was stolen. Kept until its last access token has run out. */
export interface EndedSessionRecord {
  /** The family of its refresh tokens. */
  _id: Id;
  companyId: Id;
  endedAt: Instant;
  /** A Date, for MongoDB's TTL index. */
  expiresAt: Date;
}

/** The company's position: `seq` is assigned inside each commit's transaction (see sync/ARCHITECTURE.md). */
export interface CounterRecord {
  _id: Id;
  companyId: Id;
  /** Changes when the company's data is restored from a backup: every client then reads from scratch. */
  epoch: string;
  seq: number;
  /** Revocations up to here are gone: a client that has not read up to here reads from scratch. Absent: none is gone. */
  horizonSeq?: number;
  /** The token of a commit to which others give way (tenancy/reservation.ts); absent or null: of none. */
  reservedBy?: string | null;
  /**
   * When something in the company may next be due: never later than the first actual one. A commit only ever moves it earlier, in
   * the update that it makes anyway; after doing what was due, it is set to the next time. Absent: nothing waits for a time.
   */
  wakeAt?: Instant;
  /** Where an earlier release stored what is now in `positionMarks`. */
  marks?: PositionMark[];
}

/** The company's position at a point in time. */
export interface PositionMark {
  at: Instant;
  seq: number;
}

/** One for each company, beside its counter: that one is read and written by every commit, and stays small. */
export interface PositionMarksRecord {
  _id: Id;
  companyId: Id;
  /** Day by day, oldest first: by this the age of revocations is known. */
  marks: PositionMark[];
}

/**
 * A document left somebody's sight, or was deleted: clients that match one of `audience` and none of `remaining` purge it. One for
 * each document and set of those who lost it, the newest.
 */
export interface RevocationRecord {
  _id: string;
  companyId: Id;
  seq: number;
  collection: 'requests' | 'customers';
  documentId: Id;
  /** Who saw it before and is not named by it any more. Absent if a former release wrote it, which then has to be filled in. */
  audience?: Principal[];
  /** Who sees it as it is now: nobody, if it was deleted. */
  remaining?: Principal[];
  /** Before and now, as former releases read it. */
  from: Owned;
  to: Owned;
}

/** As this release writes it, or as it is once it was filled in. */
export type FullRevocation = RevocationRecord & Required<Pick<RevocationRecord, 'audience' | 'remaining'>>;

/**
 * Who does long work on a company (tenancy/company-lease.ts). One document a company, under the company's id. It stays when it is
 * released, because its number must never be given out again.
 */
export interface LeaseRecord {
  _id: Id;
  companyId: Id;
  /** Grows with each taking. */
  number: number;
  /** A token of this taking; null: nobody holds it. */
  holder: Id | null;
  /** What for, in words for whoever finds it taken. */
  what: string;
  /**
   * The number of the last holder that yields to work that somebody waits for. A number, because a former release leaves this
   * unchanged when it takes the lease.
   */
  yielding?: number;
  since: Instant;
  renewedAt: Instant;
  /** From then on anybody may take it. */
  until: Instant;
  /** Grows with each commit under it: see `CompanyLease.guard`. */
  commits: number;
}

/** Every tenant collection by name. All have `companyId`, first in the shard key and in every index. */
export interface TenantDocuments {
  companies: CompanyRecord;
  users: UserRecord;
  customers: Stored<Customer> & Audienced;
  products: Stored<Product>;
  businessRules: Versioned<RuleSet>;
  governance: Versioned<Governance>;
  statistics: Versioned<Statistics>;
  discountRequests: Stored<DiscountRequest> & Audienced;
  commands: CommandRecord;
  decisions: DecisionRecord;
  auditLogs: Stored<AuditEntry>;
  counters: CounterRecord;
  positionMarks: PositionMarksRecord;
  revocations: RevocationRecord;
  changes: ChangeRecord;
  devices: DeviceRecord;
  refreshTokens: RefreshTokenRecord;
  passwordLinks: PasswordLinkRecord;
  endedSessions: EndedSessionRecord;
  imports: ImportRecord;
  importStaging: ImportStagingRecord;
  importSettings: ImportSettingsRecord;
  leases: LeaseRecord;
  migrationProgress: MigrationProgressRecord;
  dealFigures: DealFiguresRecord;
  statisticsState: StatisticsStateRecord;
}
export type TenantCollectionName = keyof TenantDocuments;

/** A document that an import has put aside, not yet to be seen by anybody. */
export type ImportStagingRecord = { [N in ImportedName]: StagedDocument<N, TenantDocuments[N]> }[ImportedName];

/** Where to find a person who signs in. One of the few global collections. */
export interface LoginRecord {
  /** `<company slug>/<email>`, both lower case. */
  _id: string;
  companyId: Id;
  userId: Id;
  /** Earlier versions counted wrong passwords here. Nobody reads it any more. */
  failures?: number;
  lockedUntil?: Instant | null;
}

/** Exists while an operator has put the installation under maintenance. Global, and at most one. */
export interface MaintenanceRecord {
  _id: 'maintenance';
  since: Instant;
  /** When it should be over; null if nobody said. */
  until: Instant | null;
  /** For the log. */
  reason: string;
}

/** Wrong passwords in a row, by whatever they are counted by (auth/attempts.ts). Global. */
export interface AttemptRecord {
  /** A hash: what was guessed at is nobody's to read here. */
  _id: string;
  failures: number;
  lockedUntil: Instant | null;
  /** A Date, for MongoDB's TTL index. */
  expiresAt: Date;
}
