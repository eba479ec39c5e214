import type { LeftUndecided } from '@marginiq/contract/action-refusal';

/**
 * What somebody was shown of what a change leaves undecided; `true` confirms anything, for callers that ask nobody in between.
 */
export type Confirmation = boolean | readonly LeftUndecided[];

/** Team or person that it is about, where another one of the kind would be another matter. */
function subjectOf(left: LeftUndecided): string {
  if (left.code === 'teamWithoutManager') return left.team;
  return left.code === 'onlyAdmin' ? left.admin : '';
}

function countOf(left: LeftUndecided): number {
  if (left.code === 'onlyAdmin') return 0;
  return left.code === 'ownCustomers' ? left.customers : left.open;
}

/** Whether all that is left undecided was shown: what was added since the question is not confirmed unread. */
export function isConfirmed(left: readonly LeftUndecided[], confirmed: Confirmation): boolean {
  if (typeof confirmed === 'boolean') return confirmed || left.length === 0;
  return left.every((one) =>
    confirmed.some(
      (shown) => shown.code === one.code && subjectOf(shown) === subjectOf(one) && countOf(one) <= countOf(shown),
    ),
  );
}
