import type { DiscountRequest } from '@marginiq/contract/discount-request';

type Authored = Pick<DiscountRequest, 'ownerId' | 'steps'>;

/**
 * Whether this person asked for it: owns the request, or submitted or revised any of its revisions. Nobody decides on what
 * they asked for (law 8), so handing a request over makes nobody free to decide on it.
 */
export function isAuthor({ ownerId, steps }: Authored, userId: string): boolean {
  if (ownerId === userId) return true;
  return steps.some(({ kind, by }) => (kind === 'submit' || kind === 'revise') && by.userId === userId);
}
