import 'fake-indexeddb/auto';
import { openLocalDatabase } from '@marginiq/sync/database/local-database';
import { createSealer, plainSealer, type Sealer } from '@marginiq/sync/database/sealer';
import { v7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { noteWhenSealed, writeInTheClear } from './note-sealed.ts';

const { crypto } = globalThis;
const sealer = (mayHoldClear: boolean): Sealer =>
  createSealer(
    { current: new Uint8Array(32).fill(1), earlier: [], mayHoldClear },
    { subtle: crypto.subtle, randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)) },
  );

async function notesOf(name: string, by: Sealer): Promise<number> {
  const database = await openLocalDatabase(name, undefined, { sealer: by });
  let notes = 0;
  try {
    await noteWhenSealed(database, async () => {
      notes += 1;
    });
  } finally {
    await database.close();
  }
  return notes;
}

describe('noteWhenSealed', () => {
  it('noteWhenSealed tells of a database that is sealed, unless that is known', async () => {
    expect(await notesOf(`marginiq-${v7()}`, sealer(true))).toBe(1);
    expect(await notesOf(`marginiq-${v7()}`, sealer(false))).toBe(0);
    expect(await notesOf(`marginiq-${v7()}`, plainSealer)).toBe(0);
  });

  it('noteWhenSealed tells nothing while a window without a key writes in the clear, and does once that is closed', async () => {
    const name = `marginiq-${v7()}`;
    const [close, other] = [await writeInTheClear(name), await writeInTheClear(name)];
    expect(await notesOf(name, sealer(true))).toBe(0);
    close();
    expect(await notesOf(name, sealer(true))).toBe(0);
    other();
    await expect.poll(() => notesOf(name, sealer(true))).toBe(1);
  });
});
