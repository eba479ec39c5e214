import { monitorEventLoopDelay } from 'node:perf_hooks';
import { ChangeFeed } from '@marginiq/server/sync/change-feed';
import { sharedNow } from './shared-clock.ts';

/** Loaded by `--import` beside a server that is measured; the server itself knows nothing of it. */
const RESOLUTION_MS = 5;
const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

export interface Memory {
  kind: 'memory';
  rss: number;
  heap: number;
}

async function memory(): Promise<Memory> {
  // Twice: what finalizers let go of is collected the second time.
  for (let round = 0; round < 2; round += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  return { kind: 'memory', rss, heap: heapUsed + external };
}

/** When a commit is sent to the streams: only the process itself knows. */
function reportAnnouncements(): void {
  const { announce } = ChangeFeed.prototype;
  ChangeFeed.prototype.announce = function (companyId, news) {
    process.send?.({ kind: `telling ${news.seq}`, atMs: sharedNow() });
    announce.call(this, companyId, news);
  };
}

process.on('message', (asked: unknown) => {
  if (asked === 'memory') void memory().then((reply) => process.send?.(reply));
  if (asked === 'report-announcements') reportAnnouncements();
  if (asked === 'watch-loop') {
    delays.reset();
    delays.enable();
  }
  if (asked === 'loop') {
    delays.disable();
    // What Node counts includes the time it means to wait.
    const late = (nanoseconds: number) => Math.max(nanoseconds / 1e6 - RESOLUTION_MS, 0);
    process.send?.({ kind: 'loop', p99Ms: late(delays.percentile(99)), maxMs: late(delays.max) });
  }
});
