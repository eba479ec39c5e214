import type { DiscountRequest } from '@marginiq/contract/discount-request';

type Authored = Pick<DiscountRequest, 'ownerId' | 'steps'>;

/**
 * Whether this person is behind the request: owns it, or submitted or revised any of its revisions. Nobody decides on
 * their own request (law 8), so handing it over makes nobody free to decide on it.
 */
export function isAuthor({ ownerId, steps }: Authored, userId: string): boolean {
  if (ownerId === userId) return true;
  return steps.some(({ kind, by }) => (kind === 'submit' || kind === 'revise') && by.userId === userId);
}
