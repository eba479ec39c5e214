import { indexedDbsOf, placesAsideOf, readRawRows } from '../database/indexed-db.ts';
import { asOutboxRow, type OutboxRow } from '../database/row.ts';
import { plainSealer, type Sealer } from '../database/sealer.ts';
import { asEntry, type OutboxEntry, outboxEntrySchema } from './outbox-entry.ts';
import { isUnsettledRow, openContent } from './sealed-entries.ts';

/** A row of the outbox in which this version finds no command. It is kept as it is: another version may know better. */
export interface Unreadable {
  /** In its stored form. */
  row: unknown;
  /** Its content, if it was sealed and could be opened. */
  content: unknown;
}

/** What could be read of a damaged database's outbox: everything in it that is not settled. */
export interface Rescued {
  /** Commands, in the order in which the user acted. */
  entries: OutboxEntry[];
  /** Commands sealed by a key that is not here, as they are on the disk: they are carried along with the others. */
  locked: OutboxRow[];
  unreadable: Unreadable[];
  /** False if any part of the outbox could not be read, or none was there: nothing can be said about what that held. */
  found: boolean;
}

/** The same with accepted commands, which are settled, and with how many stores it came from. */
export interface ReadOutbox extends Omit<Rescued, 'found'> {
  stores: { read: number; failed: number };
}

type Sorted = { entry: OutboxEntry } | { locked: OutboxRow } | { unreadable: Unreadable };

/** Finds the entry in a raw row, which holds it as RxDB's storage wrote it. */
async function sort(raw: unknown, sealer: Sealer): Promise<Sorted> {
  const row = asOutboxRow(raw);
  if (row === null) return { unreadable: { row: raw, content: null } };
  const opened = await openContent(row, sealer);
  if (opened === 'locked') return { locked: row };
  if (opened === 'damaged') return { unreadable: { row: raw, content: null } };
  const entry = asEntry(opened.content, row.id);
  if (entry !== null && outboxEntrySchema.safeParse(entry).success) return { entry };
  return { unreadable: { row: raw, content: 'sealed' in row.entry ? opened.content : null } };
}

const idOfRow = ({ row }: Unreadable) => asOutboxRow(row)?.id;

const byNumber = (a: OutboxEntry, b: OutboxEntry) => a.command.deviceSeq - b.command.deviceSeq;

/**
 * Of several readings of the same commands the last one counts: a migration that was interrupted leaves a command under two
 * versions, and a repair that was stopped leaves it in two databases. What can be read counts over what cannot.
 */
function merged(all: readonly Sorted[]): Omit<Rescued, 'found'> {
  const entries = new Map(all.flatMap((one) => ('entry' in one ? [[one.entry.command.id, one.entry] as const] : [])));
  const locked = new Map(all.flatMap((one) => ('locked' in one ? [[one.locked.id, one.locked] as const] : [])));
  const unreadable = new Map<unknown, Unreadable>();
  for (const one of all) if ('unreadable' in one) unreadable.set(idOfRow(one.unreadable) ?? one, one.unreadable);
  for (const id of entries.keys()) locked.delete(id);
  for (const id of [...entries.keys(), ...locked.keys()]) unreadable.delete(id);
  return {
    entries: [...entries.values()].sort(byNumber),
    locked: [...locked.values()],
    unreadable: [...unreadable.values()],
  };
}

/**
 * Reads an outbox that RxDB cannot open any more, straight from IndexedDB, without changing anything.
 * @param sealer without it, what is sealed stays so, as `locked`
 */
export async function readOutbox(databaseName: string, sealer: Sealer = plainSealer): Promise<ReadOutbox> {
  const outboxes = (await indexedDbsOf(databaseName)).filter((name) => name.endsWith('--commands'));
  outboxes.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const rows: unknown[] = [];
  const stores = { read: 0, failed: 0 };
  for (const name of outboxes) {
    const read = await readRawRows(name).catch(() => null);
    if (read === null) stores.failed += 1;
    else stores.read += 1;
    rows.push(...(read ?? []));
  }
  return { ...merged(await Promise.all(rows.map((row) => sort(row, sealer)))), stores };
}

/** Without what the server has accepted. */
export function unsettled({ entries, locked, unreadable }: Omit<Rescued, 'found'>): Omit<Rescued, 'found'> {
  return {
    entries: entries.filter(({ state }) => state !== 'accepted'),
    locked: locked.filter(isUnsettledRow),
    unreadable: unreadable.filter(({ row: raw }) => {
      const row = asOutboxRow(raw);
      return row === null || isUnsettledRow(row);
    }),
  };
}

/** The unsettled commands in one database. */
export async function rescueOutbox(databaseName: string, sealer?: Sealer): Promise<Rescued> {
  const { stores, ...read } = await readOutbox(databaseName, sealer);
  return { ...unsettled(read), found: stores.read > 0 && stores.failed === 0 };
}

/**
 * Everything unsettled of a damaged database, also what an earlier repair had put aside before it was stopped. This is the
 * preview of a repair, and its backup.
 */
export async function rescueForRepair(databaseName: string, sealer?: Sealer): Promise<Rescued> {
  const asides = await placesAsideOf(databaseName);
  // The database's own content is newer than what was put aside from it.
  const read = await Promise.all([...asides, databaseName].map((name) => readOutbox(name, sealer)));
  const all = read.flatMap(({ entries, locked, unreadable }): Sorted[] => [
    ...entries.map((entry) => ({ entry })),
    ...locked.map((row) => ({ locked: row })),
    ...unreadable.map((one) => ({ unreadable: one })),
  ]);
  // A repair that was stopped may have deleted the database itself, but only after everything in it had been put aside.
  const found = read.some(({ stores }) => stores.read > 0) && read.every(({ stores }) => stores.failed === 0);
  return { ...unsettled(merged(all)), found };
}

/** All of it, as a repair hands it on: to the backup. */
export const backupOf = ({ entries, locked, unreadable }: Rescued): unknown[] => [...entries, ...locked, ...unreadable];

/** Nothing in it, and nothing known. */
export const NOTHING_RESCUED: Rescued = { entries: [], locked: [], unreadable: [], found: false };
