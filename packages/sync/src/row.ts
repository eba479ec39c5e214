import type { RxCollection, RxDatabase, RxJsonSchema } from 'rxdb';
import type { OutboxEntry } from './outbox-entry.ts';

/**
 * One local row. The document itself is kept whole under `doc`, so that a change of the contract needs no local
 * migration; what is sorted or swept by stands beside it.
 */
export interface Row {
  id: string;
  /** Ascending sort key. Newest-first lists use an inverted one, because descending index reads are slow in RxDB. */
  order: string;
  /** The reading from the beginning that the row came with; rows of an older one are swept after a reset. */
  epoch: string;
  doc: Record<string, unknown>;
}

export interface OutboxRow {
  id: string;
  order: string;
  entry: OutboxEntry;
}

const MAX_ORDER = 120;

export const rowSchema: RxJsonSchema<Row> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 64 },
    order: { type: 'string', maxLength: MAX_ORDER },
    epoch: { type: 'string', maxLength: 100 },
    doc: { type: 'object', additionalProperties: true },
  },
  required: ['id', 'order', 'epoch', 'doc'],
  indexes: ['order'],
};

export const outboxSchema: RxJsonSchema<OutboxRow> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 64 },
    order: { type: 'string', maxLength: MAX_ORDER },
    entry: { type: 'object', additionalProperties: true },
  },
  required: ['id', 'order', 'entry'],
  indexes: ['order'],
};

/**
 * How the local database is laid out. Whoever changes a schema raises its version; the rows of the one before go
 * through what `migrations` says (local-database.ts).
 */
export interface LocalLayout {
  row: RxJsonSchema<Row>;
  outbox: RxJsonSchema<OutboxRow>;
  /** By the version that they lead to. What was pulled needs none: it comes again. */
  outboxMigrations: Record<number, (row: OutboxRow) => OutboxRow>;
}

export const LOCAL_LAYOUT: LocalLayout = { row: rowSchema, outbox: outboxSchema, outboxMigrations: {} };

export interface LocalCollections {
  commands: RxCollection<OutboxRow>;
  requests: RxCollection<Row>;
  customers: RxCollection<Row>;
  products: RxCollection<Row>;
  reference: RxCollection<Row>;
}
export type LocalRxDatabase = RxDatabase<LocalCollections>;

const LAST_MILLISECOND = 9_999_999_999_999;

/** Newest first under an ascending index. */
export function newestFirst(instant: string): string {
  return String(LAST_MILLISECOND - Date.parse(instant)).padStart(13, '0');
}

/** By name, without regard to case. */
export function byName(name: string): string {
  return name.toLocaleLowerCase('en').slice(0, MAX_ORDER);
}

/** By the order in which the user acted. */
export function byDeviceSeq(deviceSeq: number): string {
  return String(deviceSeq).padStart(16, '0');
}
