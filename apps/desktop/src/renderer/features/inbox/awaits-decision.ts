import type { ActingUser } from '@marginiq/domain/context';
import type { RequestView } from '@marginiq/sync/overlay';

/** Whether this person has something to decide here: under review, and neither their own nor waiting to be sent. */
export function awaitsDecision({ request }: RequestView, actor: ActingUser): boolean {
  return actor.role !== 'salesperson' && request.status === 'underReview' && request.ownerId !== actor.userId;
}
