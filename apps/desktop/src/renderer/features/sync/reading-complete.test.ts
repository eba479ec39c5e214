import { INITIAL_STATUS } from '@marginiq/sync/engine/sync-status';
import type { Replica } from '@marginiq/sync/replica/replica';
import { expect, it } from 'vitest';
import { isReadingComplete } from './reading-complete.ts';

const cursor: Replica['cursor'] = { epoch: 'epoch', seq: 7 };
const synced = { ...INITIAL_STATUS, syncedAt: '2026-11-25T10:00:00.000Z' };

it('a device that was in step once, and receives nothing now, has read everything', () => {
  expect(isReadingComplete(synced, { cursor })).toBe(true);
});

it('a first reading is not complete before its end, even if it stops in the middle', () => {
  expect(isReadingComplete(INITIAL_STATUS, { cursor })).toBe(false);
  expect(isReadingComplete({ ...INITIAL_STATUS, progress: { seq: 7, newestSeq: 9 } }, { cursor })).toBe(false);
});

it('a later reading is not complete while it runs, or before its first page', () => {
  expect(isReadingComplete({ ...synced, progress: { seq: 7, newestSeq: 9 } }, { cursor })).toBe(false);
  expect(isReadingComplete(synced, { cursor: null })).toBe(false);
});

it('a reading with something that could not be read is not complete: what is missing may be that', () => {
  const counts = { requests: 0, customers: 1, products: 0, reference: 0 };
  expect(isReadingComplete({ ...synced, unreadable: { counts, isTold: true } }, { cursor })).toBe(false);
});
