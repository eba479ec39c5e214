import type { RxCollection, RxDatabase, RxJsonSchema } from 'rxdb';
import { z } from 'zod';
import type { Turns } from '../engine/turns.ts';
import type { OutboxEntry, SealedEntry } from '../outbox/outbox-entry.ts';
import { type PageRow, pageSchema } from '../replica/stored-page.ts';
import { plainSealer, type Sealer } from './sealer.ts';

/** One thing of the device's own: how its commands are numbered, a draft. */
export interface LocalRow {
  id: string;
  /** Sealed content is in it as `{ sealed }` (local-state.ts). */
  doc: Record<string, unknown>;
}

export interface OutboxRow {
  id: string;
  order: string;
  /** In the clear only where an earlier version wrote it. */
  entry: SealedEntry | OutboxEntry;
}

/*
 * What is left of a removed row: that it existed. RxDB keeps such a mark for a month, and nobody may read in it what the row
 * held.
 */
export const emptiedCommand = <Row extends OutboxRow>(row: Row): Row => ({ ...row, entry: {} });
export const emptiedLocalRow = <Row extends LocalRow>(row: Row): Row => ({ ...row, doc: {} });

const localRowSchema: RxJsonSchema<LocalRow> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: { id: { type: 'string', maxLength: 64 }, doc: { type: 'object', additionalProperties: true } },
  required: ['id', 'doc'],
};

const outboxSchema: RxJsonSchema<OutboxRow> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 64 },
    order: { type: 'string', maxLength: 120 },
    entry: { type: 'object', additionalProperties: true },
  },
  required: ['id', 'order', 'entry'],
  indexes: ['order'],
};

/** How rows of the version before are made into rows of a version, by the version that they lead to. */
type Migrations<T> = Record<number, (row: T) => T>;

/**
 * How the local database is laid out. Whoever changes a schema raises its version and says how the rows of the one
 * before are made into the new. What was pulled needs no such rule: it comes again.
 */
export interface LocalLayout {
  pages: RxJsonSchema<PageRow>;
  local: RxJsonSchema<LocalRow>;
  localMigrations: Migrations<LocalRow>;
  outbox: RxJsonSchema<OutboxRow>;
  outboxMigrations: Migrations<OutboxRow>;
}

export const LOCAL_LAYOUT: LocalLayout = {
  pages: pageSchema,
  local: localRowSchema,
  localMigrations: {},
  outbox: outboxSchema,
  outboxMigrations: {},
};

export interface LocalCollections {
  /** The outbox. */
  commands: RxCollection<OutboxRow>;
  /** What was pulled. */
  pages: RxCollection<PageRow>;
  /** The device's own data besides. */
  local: RxCollection<LocalRow>;
}
export type LocalRxDatabase = RxDatabase<LocalCollections>;

/** The options that a local database was opened with, stored with it as RxDB's own options. */
export interface LocalDatabaseOptions {
  sealer: Sealer;
  turns: Turns;
}

/** Null for a database that was opened without: such a database has only one writer. */
export const turnsOf = (database: LocalRxDatabase): Turns | null =>
  (database.options as Partial<LocalDatabaseOptions>).turns ?? null;

export const sealerOf = (database: LocalRxDatabase): Sealer =>
  (database.options as Partial<LocalDatabaseOptions>).sealer ?? plainSealer;

/** A key that sorts in the order in which the user acted. */
export function byDeviceSeq(deviceSeq: number): string {
  return String(deviceSeq).padStart(16, '0');
}

export const deviceSeqOf = ({ order }: Pick<OutboxRow, 'order'>): number => Number(order);

const rawRowSchema = z.object({
  id: z.string().min(1).max(64),
  // One that is no number would make the next command's number none either.
  order: z
    .string()
    .regex(/^\d{1,16}$/)
    .catch(byDeviceSeq(0)),
  entry: z.record(z.string(), z.unknown()),
});

/** A row as it was on a disk, as the outbox can store it, with its entry untouched; null if it has no id or no entry. */
export function asOutboxRow(row: unknown): OutboxRow | null {
  const parsed = rawRowSchema.safeParse(row);
  return parsed.success ? (parsed.data as unknown as OutboxRow) : null;
}
