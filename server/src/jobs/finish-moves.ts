import { moveWork } from '../admin/move-work.ts';
import { ActionRefusedError } from '../audit/perform.ts';
import type { Clock } from '../clock.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';

/** Whoever began it is assumed to be working on it for this long. */
const UNDER_WAY_MS = 60_000;

/**
 * Moves the customers and requests of people who were changed by a process that ended before all of them were moved.
 * @returns of how many people
 */
export async function finishLeftMoves(
  store: TenantStore,
  clock: Clock,
  onLeft: (error: Error) => void = () => undefined,
): Promise<number> {
  const before = new Date(Date.parse(clock.now()) - UNDER_WAY_MS).toISOString();
  const waiting = await store
    .collection('users')
    .find({ 'workMove.at': { $lt: before } } as never, { projection: { _id: 1 } });
  for (const { _id } of waiting) {
    // The api processes hear of each commit from MongoDB.
    await moveWork(store, _id, {
      clock,
      announce: () => undefined,
      onLeft: (why) => onLeft(new ActionRefusedError(why)),
    });
  }
  return waiting.length;
}
