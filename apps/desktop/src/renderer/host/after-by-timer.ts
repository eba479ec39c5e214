import type { After } from '@marginiq/sync/engine/news-stream';

/** The platform's own timers. */
export const afterByTimer: After = (ms, work) => {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
};
