import type { Id, Instant } from '@marginiq/contract/scalars';
import { v7 } from 'uuid';

/** Time and ids, so that nothing below reaches for a global one. */
export interface Clock {
  now: () => Instant;
  newId: () => Id;
}

export const systemClock: Clock = { now: () => new Date().toISOString(), newId: () => v7() };
