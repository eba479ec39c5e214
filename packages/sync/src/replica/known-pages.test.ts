import { describe, expect, it } from 'vitest';
import { KnownPages, type PageBulk } from './known-pages.ts';
import { pageId, type StoredRow } from './stored-page.ts';

const [FIRST, SECOND, THIRD] = [pageId(1, 1), pageId(1, 2), pageId(1, 3)];
const row = (id: string, _rev: string) => ({ id, _rev }) as StoredRow;
const written = (id: string, _rev: string, isDeleted = false) =>
  [{ documentId: id, documentData: { _rev, _deleted: isDeleted } }] as unknown as PageBulk['events'];

describe('the known pages', () => {
  it('the known pages are exactly those that were loaded and written since, each at its newest revision', () => {
    const known = new KnownPages();
    known.load([row(FIRST, '1-a'), row(SECOND, '1-a')]);
    known.follow(written(FIRST, '2-a'));
    known.follow(written(SECOND, '2-a', true));
    known.follow(written(THIRD, '1-a'));
    expect(known.areExactly([row(FIRST, '2-a'), row(THIRD, '1-a')])).toBe(true);
    expect(known.areExactly([row(FIRST, '2-a')])).toBe(false);
    expect(known.areExactly([row(FIRST, '1-a'), row(THIRD, '1-a')])).toBe(false);
    expect(known.areExactly([row(FIRST, '2-a'), row(SECOND, '1-a')])).toBe(false);
  });

  it('reflect a write, or a removal, that was loaded before its message came', () => {
    const known = new KnownPages();
    known.load([row(FIRST, '2-a')]);
    expect(known.reflect(written(FIRST, '2-a'))).toBe(true);
    expect(known.reflect(written(SECOND, '2-a', true))).toBe(true);
    expect(known.reflect(written(FIRST, '3-a'))).toBe(false);
    expect(known.reflect(written(FIRST, '3-a', true))).toBe(false);
  });

  it('the known pages are none while memory and disk may differ, and even then no number is given twice', () => {
    const known = new KnownPages();
    expect([known.isSure, known.hasAny, known.nextNumber]).toEqual([false, false, 1]);
    known.load([row(SECOND, '1-a')]);
    expect([known.isSure, known.hasAny, known.nextNumber]).toEqual([true, true, 3]);
    known.doubt();
    known.follow(written(THIRD, '1-a'));
    expect([known.isSure, known.hasAny, known.nextNumber]).toEqual([false, false, 4]);
    expect(known.has(row(THIRD, '1-a'))).toBe(false);
    known.load([]);
    expect([known.isSure, known.nextNumber]).toEqual([true, 4]);
  });
});
