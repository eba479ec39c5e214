import type { Clock } from '../clock.ts';

/**
 * One attempt of a commit, its writing included, must stay well below the 800 ms for which others give way (sync/ARCHITECTURE.md).
 * So the first chunk is small, and the next ones by how long the one before took.
 */
const FIRST = 25;
const MOST = 400;
const LONG_MS = 300;
const SHORT_MS = 100;
const LONGEST_PAUSE_MS = 150;

export interface ChunkPorts {
  clock: Clock;
  /** Milliseconds, as of `performance.now`: how long a chunk took. */
  stopwatch: () => number;
  pause: (ms: number) => Promise<unknown>;
  /** Ends it between two chunks. */
  signal?: AbortSignal | undefined;
}

export function nextSize(size: number, tookMs: number): number {
  if (tookMs > LONG_MS) return Math.max(1, Math.floor(size / 2));
  return tookMs < SHORT_MS ? Math.min(MOST, size * 2) : size;
}

/** @param work takes this many documents, and says whether there may be more */
export async function inChunks(
  { stopwatch, pause, signal }: ChunkPorts,
  work: (documents: number) => Promise<boolean>,
): Promise<void> {
  for (let size = FIRST; ; ) {
    signal?.throwIfAborted();
    const start = stopwatch();
    if (!(await work(size))) return;
    const tookMs = stopwatch() - start;
    size = nextSize(size, tookMs);
    // People's commands get as much of the time.
    await pause(Math.min(tookMs, LONGEST_PAUSE_MS));
  }
}
