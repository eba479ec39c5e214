import type { Exclusively } from '@marginiq/sync/outbox';

/** One window at a time, by the browser's own locks; a window that closes or crashes lets go of its own. */
export const exclusively: Exclusively = async (name, work, signal) =>
  navigator.locks.request(name, signal === undefined ? {} : { signal }, work) as ReturnType<typeof work>;
