import { isAuthor } from '@marginiq/domain/authors';
import type { ActingUser } from '@marginiq/domain/context';
import { awaitsApprover } from '@marginiq/domain/status';
import type { RequestView } from '@marginiq/sync/replica/overlay';

/** Whether this person has something to decide here: under review, and not their own request. */
export function awaitsDecision({ request }: RequestView, actor: ActingUser): boolean {
  return actor.role !== 'salesperson' && awaitsApprover(request) && !isAuthor(request, actor.userId);
}

/** Whether somebody else has to decide only because this person submitted or revised it, before it was handed over. */
export function isOwnWork({ request }: RequestView, actor: ActingUser): boolean {
  if (actor.role === 'salesperson' || !awaitsApprover(request)) return false;
  return request.ownerId !== actor.userId && isAuthor(request, actor.userId);
}
