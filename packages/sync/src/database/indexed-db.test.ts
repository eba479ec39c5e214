import '../testing/browser-globals.ts';
import { describe, expect, it } from 'vitest';
import { idbResult, openExisting, readRawRows } from './indexed-db.ts';

const names = async () => (await indexedDB.databases()).map(({ name }) => name);

describe('an IndexedDB that another window has just deleted', () => {
  it('an IndexedDB that another window has just deleted is not made again by opening it, and holds nothing', async () => {
    expect(await openExisting('gone')).toBeNull();
    expect(await readRawRows('gone')).toEqual([]);
    expect(await names()).not.toContain('gone');
  });

  it('an IndexedDB that another window has just deleted holds nothing either if an earlier version made it again, empty', async () => {
    (await idbResult(indexedDB.open('leftover'))).close();
    expect(await readRawRows('leftover')).toEqual([]);
  });

  it('a deleted database is distinguished from one whose store is missing, which cannot be read', async () => {
    const opening = indexedDB.open('damaged', 10);
    opening.onupgradeneeded = () => opening.result.createObjectStore('other');
    (await idbResult(opening)).close();
    expect(await readRawRows('damaged')).toBeNull();
  });
});
