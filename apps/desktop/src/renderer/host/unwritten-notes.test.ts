import { plainSealer } from '@marginiq/sync/database/sealer';
import { testSealer } from '@marginiq/sync/testing/sealers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeStorage } from './testing/fake-storage.ts';
import { adoptNotes, isNoteOf, removeNotes, UnwrittenNotes } from './unwritten-notes.ts';

const DATABASE = 'marginiq-company-anna';
const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length));

async function aDevice(sealer = testSealer(1)) {
  const storage = fakeStorage();
  const openWindow = (windowId: string) =>
    UnwrittenNotes.open({ storage, database: DATABASE, sealer, windowId, randomBytes });
  const adopted = async (by = sealer) => {
    const rows: unknown[] = [];
    await adoptNotes({ storage, database: DATABASE, sealer: by }, async (row) => void rows.push(row));
    return rows;
  };
  return { storage, openWindow, adopted, window: await openWindow('one') };
}

describe('what was typed a moment before the page was left', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('what was typed a moment before the page was left is noted before the event ends, and is there for the next page, once', async () => {
    const { window, storage, adopted } = await aDevice();
    window.hold(() => ({ text: 'Too much for Müller' }));
    expect(window.write()).toBe(true);
    expect([...storage.items.values()].join()).not.toContain('Too much');
    expect(await adopted()).toEqual([{ text: 'Too much for Müller' }]);
    expect(storage.items.size).toBe(0);
    expect(await adopted()).toEqual([]);
  });

  it('no note is left once the text is written, if the page stays', async () => {
    const { window, storage } = await aDevice();
    let row: unknown = { text: 'Too' };
    window.hold(() => row);
    window.write();
    expect(storage.items.size).toBe(1);
    row = null;
    vi.runAllTimers();
    expect(storage.items.size).toBe(0);
  });

  it('the notes of every window are there', async () => {
    const { window, openWindow, adopted } = await aDevice();
    const other = await openWindow('two');
    window.hold(() => 'left');
    other.hold(() => 'right');
    window.write();
    other.write();
    expect(new Set(await adopted())).toEqual(new Set(['left', 'right']));
  });

  it('text stays noted while it cannot be written', async () => {
    const { window, storage, adopted } = await aDevice();
    window.hold(() => 'text');
    window.write();
    const notes = { storage, database: DATABASE, sealer: testSealer(1) };
    await expect(adoptNotes(notes, () => Promise.reject(new Error('no room')))).rejects.toThrow('no room');
    expect(await adopted()).toEqual(['text']);
  });

  it('what was typed a moment before the page was left holds the page if there is no room for a note', async () => {
    const { window, storage } = await aDevice();
    let row: unknown = 'text';
    window.hold(() => row);
    storage.isFull = true;
    expect(window.write()).toBe(false);
    row = null;
    expect(window.write()).toBe(true);
  });

  it('what was typed a moment before the page was left is not read by another key, as another note, or for another database', async () => {
    const { window, storage, adopted } = await aDevice();
    window.hold(() => 'text');
    window.write();
    const [[name, note] = ['', '']] = storage.items;
    storage.items.set(`${name}x`, note);
    expect(await adopted()).toEqual(['text']);
    window.write();
    expect(await adopted(testSealer(2))).toEqual([]);
    expect([isNoteOf(name, DATABASE), isNoteOf(name, 'marginiq-company-bert'), isNoteOf(null, DATABASE)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('what was typed a moment before the page was left goes when its person leaves the device', async () => {
    const { window, storage } = await aDevice(plainSealer);
    storage.items.set('marginiq.session', '{}');
    window.hold(() => 'text');
    window.write();
    removeNotes(storage, DATABASE);
    expect([...storage.items.keys()]).toEqual(['marginiq.session']);
  });
});
