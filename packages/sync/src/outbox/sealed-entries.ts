import { byDeviceSeq, type LocalRxDatabase, type OutboxRow } from '../database/row.ts';
import { isSealed, type Sealer, UnsealError } from '../database/sealer.ts';
import { storedRows } from '../database/stored-rows.ts';
import {
  asEntry,
  type EntryState,
  entryStateSchema,
  type OutboxEntry,
  type SealedEntry,
  sealedEntrySchema,
} from './outbox-entry.ts';

/** Commands in the outbox that cannot be read. None is sent or changed for that, and only its person can discard it. */
export interface HeldBack {
  /** Not sent yet, and sealed by a key that this device does not have now: they open when their person signs in again. */
  lockedWaiting: number;
  /** Sealed by such a key too, and refused by the server. The accepted ones need nothing more, so nobody counts them. */
  lockedRefused: number;
  /** Damaged on the disk, or not in a form that this version knows. */
  damaged: number;
}

export const NOTHING_HELD: HeldBack = { lockedWaiting: 0, lockedRefused: 0, damaged: 0 };

export const isSameHeld = (a: HeldBack, b: HeldBack): boolean =>
  a.lockedWaiting === b.lockedWaiting && a.lockedRefused === b.lockedRefused && a.damaged === b.damaged;

export interface ReadEntries {
  entries: OutboxEntry[];
  held: HeldBack;
  /** The rows that are held back, as they are on the disk. */
  heldRows: OutboxRow[];
}

type Opened = OutboxEntry | 'locked' | 'damaged';
type Contents = Pick<OutboxRow, 'id' | 'entry'>;

/** All rows, from the storage itself: another window may have written some. */
export async function storedOutbox({ commands }: LocalRxDatabase): Promise<OutboxRow[]> {
  const rows = await storedRows(commands, {});
  return rows.sort((a, b) => (a.order < b.order ? -1 : 1));
}

const placeOf = (id: string) => `commands/${id}`;

/**
 * How far a row's command is, as the disk says in the clear; null if it does not. For counting, and for what cannot be read: of
 * a command that can be, its own entry counts (`SealedEntries.stateOf`), because anybody can write here.
 */
export const stateOf = ({ entry }: Pick<OutboxRow, 'entry'>): EntryState | null =>
  entryStateSchema.safeParse((entry as { state?: unknown }).state).data ?? null;

/** Also a row whose state cannot be read: nobody knows that it was settled. */
export const isUnsettledRow = (row: Pick<OutboxRow, 'entry'>): boolean => stateOf(row) !== 'accepted';

/** Nothing beside what may be read without the key. */
const closedEntrySchema = sealedEntrySchema.strict();

const sealedIn = ({ entry }: Contents): string | null => sealedEntrySchema.safeParse(entry).data?.sealed ?? null;

/** Whether a row shows nothing of its command, whichever key it was sealed by. One that was removed may be empty. */
export const isSealedCommand = ({ entry }: Pick<OutboxRow, 'entry'>): boolean =>
  Object.keys(entry).length === 0 || isSealed(closedEntrySchema.safeParse(entry).data?.sealed ?? '');

export async function sealEntry(entry: OutboxEntry, sealer: Sealer): Promise<OutboxRow> {
  const { id, deviceId, deviceSeq } = entry.command;
  const sealed: SealedEntry = {
    state: entry.state,
    deviceId,
    sealed: await sealer.seal(JSON.stringify(entry), placeOf(id)),
  };
  return { id, order: byDeviceSeq(deviceSeq), entry: sealed };
}

/**
 * The row with its command sealed by the current key; null if it is already, or holds no command that may be this program's.
 * @throws if it cannot be opened, or what it holds in the clear is no entry: sealed, it would lose what this version does not know
 * of it, its id perhaps
 */
export async function resealedCommand(row: Contents, sealer: Sealer): Promise<Pick<OutboxRow, 'entry'> | null> {
  const sealed = sealedIn(row);
  if (sealed !== null && isSealed(sealed)) {
    if (await sealer.isCurrent(sealed)) return null;
    const place = placeOf(row.id);
    return {
      entry: { ...(row.entry as SealedEntry), sealed: await sealer.seal(await sealer.unseal(sealed, place), place) },
    };
  }
  if (!sealer.readsClear) return null;
  const entry = asEntry(sealed === null ? row.entry : JSON.parse(sealed), row.id);
  if (entry === null) throw new Error(`the command ${row.id} cannot be read`);
  return await sealEntry(entry, sealer);
}

/** Whatever a row holds, in whichever form. Where everything is sealed, a row in the clear is not this program's: `damaged`. */
export async function openContent(row: Contents, sealer: Sealer): Promise<{ content: unknown } | 'locked' | 'damaged'> {
  const sealed = sealedIn(row);
  if (sealed === null) return sealer.readsClear ? { content: row.entry } : 'damaged';
  try {
    return { content: JSON.parse(await sealer.unseal(sealed, placeOf(row.id))) };
  } catch (error) {
    return error instanceof UnsealError ? error.reason : 'damaged';
  }
}

async function openEntry(row: Contents, sealer: Sealer): Promise<Opened> {
  const opened = await openContent(row, sealer);
  return typeof opened === 'string' ? opened : (asEntry(opened.content, row.id) ?? 'damaged');
}

const inOrder = (opened: readonly Opened[]): OutboxEntry[] =>
  opened.filter((one) => typeof one !== 'string').sort((a, b) => a.command.deviceSeq - b.command.deviceSeq);

function kindOf(opened: Opened, row: OutboxRow | undefined): keyof HeldBack | null {
  if (opened !== 'locked') return opened === 'damaged' ? opened : null;
  const state = row === undefined ? null : stateOf(row);
  return state === 'waiting' ? 'lockedWaiting' : state === 'refused' ? 'lockedRefused' : null;
}

/** The outbox's entries as one window reads and writes them. What it has opened or sealed once it does not open again. */
export class SealedEntries {
  readonly #sealer: Sealer;
  readonly #opened = new Map<string, { sealed: string; entry: Promise<Opened> }>();
  #readings = 0;

  constructor(sealer: Sealer) {
    this.#sealer = sealer;
  }

  async seal(entry: OutboxEntry): Promise<OutboxRow> {
    const row = await sealEntry(entry, this.#sealer);
    const sealed = sealedIn(row);
    if (sealed !== null) this.#opened.set(row.id, { sealed, entry: Promise.resolve(entry) });
    return row;
  }

  open(row: OutboxRow): Promise<Opened> {
    const sealed = sealedIn(row);
    if (sealed === null) return openEntry(row, this.#sealer);
    const known = this.#opened.get(row.id);
    if (known?.sealed === sealed) return known.entry;
    const entry = openEntry(row, this.#sealer);
    this.#opened.set(row.id, { sealed, entry });
    return entry;
  }

  /** How far a row's command is; of one that cannot be read, as the disk says. */
  async stateOf(row: OutboxRow): Promise<EntryState | null> {
    const opened = await this.open(row);
    return typeof opened === 'string' ? stateOf(row) : opened.state;
  }

  /** Whether a command among these rows waits and is locked. */
  async isAnyWaitingLocked(rows: readonly OutboxRow[]): Promise<boolean> {
    return (await Promise.all(rows.map((row) => this.heldAs(row)))).includes('lockedWaiting');
  }

  /** The commands among these rows, in the order in which the user acted: by their own numbers, which nobody can change. */
  async openReadable(rows: readonly OutboxRow[]): Promise<OutboxEntry[]> {
    return inOrder(await Promise.all(rows.map((row) => this.open(row))));
  }

  /** All rows of the outbox. */
  async openAll(rows: readonly OutboxRow[]): Promise<ReadEntries> {
    this.#readings += 1;
    const mine = this.#readings;
    const opened = await Promise.all(rows.map((row) => this.open(row)));
    if (mine === this.#readings) this.#forgetAllBut(rows);
    const kinds = opened.map((one, index) => kindOf(one, rows[index]));
    const held = { ...NOTHING_HELD };
    for (const kind of kinds) if (kind !== null) held[kind] += 1;
    return { entries: inOrder(opened), held, heldRows: rows.filter((_, index) => kinds[index] !== null) };
  }

  /** As which of these a row is held back; null if it can be read, or needs nothing more. */
  async heldAs(row: OutboxRow): Promise<keyof HeldBack | null> {
    return kindOf(await this.open(row), row);
  }

  /** Only for the newest rows: older ones lack what a newer reading has just opened. */
  #forgetAllBut(rows: readonly OutboxRow[]): void {
    const ids = new Set(rows.map(({ id }) => id));
    for (const id of this.#opened.keys()) if (!ids.has(id)) this.#opened.delete(id);
  }
}
