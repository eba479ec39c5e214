import { z } from 'zod';
import { type OutboxEntry, type SealedEntry, sealedEntrySchema } from './outbox-entry.ts';
import { byDeviceSeq, type OutboxRow } from './row.ts';
import { type Sealer, UnsealError } from './sealer.ts';

/** Commands in the outbox that cannot be read. None is ever sent, changed or deleted for that. */
export interface HeldBack {
  /** Sealed by a key that this device does not have now: they open when their person signs in again. */
  locked: number;
  /** Damaged on the disk. */
  damaged: number;
}

export const NOTHING_HELD: HeldBack = { locked: 0, damaged: 0 };

export interface ReadEntries {
  entries: OutboxEntry[];
  held: HeldBack;
}

/** A row as it is on the disk, to carry along one that cannot be opened. */
export const sealedRowSchema = z.object({ id: z.uuid(), order: z.string(), entry: sealedEntrySchema });

type Opened = OutboxEntry | 'locked' | 'damaged';

const placeOf = (id: string) => `commands/${id}`;

const sealedIn = ({ entry }: Pick<OutboxRow, 'entry'>): string | null =>
  sealedEntrySchema.safeParse(entry).data?.sealed ?? null;

/** A row of an earlier version, which holds its command in the clear. */
const clearIn = ({ entry }: Pick<OutboxRow, 'entry'>): OutboxEntry | null =>
  'command' in entry ? (entry as OutboxEntry) : null;

export const isClear = (row: OutboxRow): boolean => clearIn(row) !== null;

export async function sealEntry(entry: OutboxEntry, sealer: Sealer): Promise<OutboxRow> {
  const { id, deviceId, deviceSeq } = entry.command;
  const sealed: SealedEntry = {
    state: entry.state,
    deviceId,
    sealed: await sealer.seal(JSON.stringify(entry), placeOf(id)),
  };
  return { id, order: byDeviceSeq(deviceSeq), entry: sealed };
}

export async function openEntry(row: Pick<OutboxRow, 'id' | 'entry'>, sealer: Sealer): Promise<Opened> {
  const clear = clearIn(row);
  if (clear !== null) return clear;
  const sealed = sealedIn(row);
  if (sealed === null) return 'damaged';
  try {
    return JSON.parse(await sealer.unseal(sealed, placeOf(row.id))) as OutboxEntry;
  } catch (error) {
    return error instanceof UnsealError ? error.reason : 'damaged';
  }
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
    const count = (reason: Opened) => opened.filter((one) => one === reason).length;
    return {
      entries: opened.filter((one) => typeof one !== 'string'),
      held: { locked: count('locked'), damaged: count('damaged') },
    };
  }

  /** Only for the newest rows: older ones lack what a newer reading has just opened. */
  #forgetAllBut(rows: readonly OutboxRow[]): void {
    const ids = new Set(rows.map(({ id }) => id));
    for (const id of this.#opened.keys()) if (!ids.has(id)) this.#opened.delete(id);
  }
}
