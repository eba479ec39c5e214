import { expect, test } from 'vitest';
import { inChunks, nextSize } from './chunks.ts';

test('chunks shrink while they take long, grow while they are quick, and others get as much of the time', async () => {
  const took = [500, 500, 500, 50, 50, 200, 50];
  const sizes: number[] = [];
  const pauses: number[] = [];
  let now = 0;
  const ports = {
    clock: { now: () => '', newId: () => '' },
    stopwatch: () => now,
    pause: async (ms: number) => pauses.push(ms),
  };
  await inChunks(ports, async (documents) => {
    sizes.push(documents);
    now += took[sizes.length - 1] ?? 0;
    return sizes.length < took.length;
  });
  expect(sizes).toEqual([25, 12, 6, 3, 6, 12, 12]);
  expect(pauses).toEqual([150, 150, 150, 50, 50, 150]);
});

test('a chunk has at least one document, and at most 400', () => {
  expect(nextSize(1, 10_000)).toBe(1);
  expect(nextSize(400, 1)).toBe(400);
});

test('work that is aborted ends between two chunks', async () => {
  const ending = new AbortController();
  let chunks = 0;
  const ports = {
    clock: { now: () => '', newId: () => '' },
    stopwatch: () => 0,
    pause: async () => ending.abort(new Error('ended')),
    signal: ending.signal,
  };
  const work = inChunks(ports, async () => {
    chunks += 1;
    return true;
  });
  await expect(work).rejects.toThrow('ended');
  expect(chunks).toBe(1);
});
