import {
  asEntry,
  type EntryState,
  entryStateSchema,
  type OutboxEntry,
  type SealedEntry,
  sealedEntrySchema,
} from './outbox-entry.ts';
import { byDeviceSeq, type OutboxRow } from './row.ts';
import { type Sealer, UnsealError } from './sealer.ts';

/** Commands in the outbox that cannot be read. None is ever sent, changed or deleted for that. */
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
}

type Opened = OutboxEntry | 'locked' | 'damaged';
type Contents = Pick<OutboxRow, 'id' | 'entry'>;

const placeOf = (id: string) => `commands/${id}`;

/** How far a row's command is; the disk says so in the clear. Null if it does not. */
export const stateOf = ({ entry }: Pick<OutboxRow, 'entry'>): EntryState | null =>
  entryStateSchema.safeParse((entry as { state?: unknown }).state).data ?? null;

const sealedIn = ({ entry }: Contents): string | null => sealedEntrySchema.safeParse(entry).data?.sealed ?? null;

/** A row of an earlier version, which holds its command in the clear. */
export const clearEntryOf = ({ id, entry }: Contents): OutboxEntry | null => asEntry(entry, id);

export async function sealEntry(entry: OutboxEntry, sealer: Sealer): Promise<OutboxRow> {
  const { id, deviceId, deviceSeq } = entry.command;
  const sealed: SealedEntry = {
    state: entry.state,
    deviceId,
    sealed: await sealer.seal(JSON.stringify(entry), placeOf(id)),
  };
  return { id, order: byDeviceSeq(deviceSeq), entry: sealed };
}

/** Whatever a row holds, in whichever form. */
export async function openContent(row: Contents, sealer: Sealer): Promise<{ content: unknown } | 'locked' | 'damaged'> {
  const sealed = sealedIn(row);
  if (sealed === null) return { content: row.entry };
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

  /** All rows of the outbox, in the order given. */
  async openAll(rows: readonly OutboxRow[]): Promise<ReadEntries> {
    this.#readings += 1;
    const mine = this.#readings;
    const opened = await Promise.all(rows.map((row) => this.open(row)));
    if (mine === this.#readings) this.#forgetAllBut(rows);
    const locked = rows.filter((_, index) => opened[index] === 'locked').map(stateOf);
    return {
      entries: opened.filter((one) => typeof one !== 'string'),
      held: {
        lockedWaiting: locked.filter((state) => state === 'waiting').length,
        lockedRefused: locked.filter((state) => state === 'refused').length,
        damaged: opened.filter((one) => one === 'damaged').length,
      },
    };
  }

  /** Only for the newest rows: older ones lack what a newer reading has just opened. */
  #forgetAllBut(rows: readonly OutboxRow[]): void {
    const ids = new Set(rows.map(({ id }) => id));
    for (const id of this.#opened.keys()) if (!ids.has(id)) this.#opened.delete(id);
  }
}
