import { createHash } from 'node:crypto';
import type { Session } from '../auth/authority.ts';
import type { CounterRecord } from '../tenancy/documents.ts';

/**
 * Identifies what a person reads: whose data, of which history, with which authority. A change of role or team makes
 * another view, and its clients read from scratch.
 */
export function viewName({ epoch }: Pick<CounterRecord, 'epoch'>, { actor, viewEpoch }: Session): string {
  const parts = [epoch, viewEpoch, actor.userId, actor.role, actor.teamId];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}
