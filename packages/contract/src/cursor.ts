import { z } from 'zod';
import { positionSchema } from './scalars.ts';

/**
 * How far a client has read. `epoch` changes when the company's data was restored, when what the user may see changed
 * as a whole, or when the client was away for longer than revocations are kept; the client then reads everything from
 * scratch. `seq` 0 is the beginning.
 */
export const cursorSchema = z.object({ epoch: z.string().min(1).max(100), seq: positionSchema });
export type Cursor = z.infer<typeof cursorSchema>;

const READING = '~';

/** An epoch is the view (whose data, as whom) and the position at which this reading of it began. */
export function epochOf(view: string, startSeq: number): string {
  return `${view}${READING}${startSeq}`;
}

/** The part of an epoch that all readers of one view share. */
export function viewOf(epoch: string): string {
  return epoch.split(READING, 1)[0] ?? epoch;
}

/** The position at which a reading began; 0 for an epoch that does not say. */
export function startOf(epoch: string): number {
  const seq = Number(epoch.slice(viewOf(epoch).length + READING.length));
  return Number.isSafeInteger(seq) && seq > 0 ? seq : 0;
}
