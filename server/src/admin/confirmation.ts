import { z } from 'zod';
import type { LeftUndecided } from './left-undecided.ts';

const shownText = z.string().max(200);
/** More documents than any person looks after. */
const MOST_SHOWN = 1_000_000;
const shownCount = z.int().min(0).max(MOST_SHOWN);

/** What a person was shown and said yes to. */
const shownSchema = z.discriminatedUnion('code', [
  z.object({ code: z.literal('teamWithoutManager'), person: shownText, team: shownText, open: shownCount }),
  z.object({ code: z.literal('onlyAdmin'), admin: shownText }),
  z.object({ code: z.literal('withoutApprover'), open: shownCount }),
  z.object({ code: z.literal('ownRequests'), person: shownText, open: shownCount }),
  z.object({ code: z.literal('ownCustomers'), person: shownText, customers: shownCount }),
]) satisfies z.ZodType<LeftUndecided>;

/** What was shown; or true for whatever it is, where nobody is asked in between, as on the command line. */
export const confirmationSchema = z.union([z.boolean(), z.array(shownSchema).max(10)]);
export type Confirmation = z.infer<typeof confirmationSchema>;

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
