export type Discarded =
  | { kind: 'discarded'; count: number }
  /** The person chose no place for the copy, or it could not be written. Nothing was discarded. */
  | { kind: 'cancelled' | 'copyFailed' }
  | { kind: 'failed' };

interface Ports<Row> {
  /** What would be discarded, as currently on the disk. */
  read: () => Promise<Row[]>;
  /** Null if the person wants no copy, and has said so. */
  save: ((rows: readonly Row[]) => Promise<'saved' | 'cancelled'>) | null;
  discard: (rows: readonly Row[]) => Promise<number>;
}

/** Discards what was saved, and only that; nothing if it was not saved. */
export async function discardWithCopy<Row>({ read, save, discard }: Ports<Row>): Promise<Discarded> {
  try {
    const rows = await read();
    if (rows.length > 0 && save !== null) {
      const saved = await save(rows).catch(() => null);
      if (saved !== 'saved') return { kind: saved ?? 'copyFailed' };
    }
    return { kind: 'discarded', count: await discard(rows) };
  } catch {
    return { kind: 'failed' };
  }
}
