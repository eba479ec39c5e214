import { createHash } from 'node:crypto';
import type { Session } from '../auth/authority.ts';
import type { CounterRecord } from '../tenancy/documents.ts';

/**
 * Former releases take a number of the person's record into the name here. It was 1 in every record, so the name stays the same when a
 * device is answered now by one release and now by another.
 */
const FORMER_EPOCH = 1;

/**
 * Identifies what a person reads: whose data, of which history, with which authority. A change of role or team makes
 * another view, and its clients read from scratch.
 */
export function viewName({ epoch }: Pick<CounterRecord, 'epoch'>, { actor }: Session): string {
  const parts = [epoch, FORMER_EPOCH, actor.userId, actor.role, actor.teamId];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}
