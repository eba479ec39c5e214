import type { LeftUndecided } from '@marginiq/contract/action-refusal';
import { z } from 'zod';

const shownText = z.string().max(200);
/** More documents than any person looks after. */
const MOST_SHOWN = 1_000_000;
const shownCount = z.int().min(0).max(MOST_SHOWN);

/** What a person was shown before confirming. */
const shownSchema = z.discriminatedUnion('code', [
  z.object({ code: z.literal('teamWithoutManager'), person: shownText, team: shownText, open: shownCount }),
  z.object({ code: z.literal('onlyAdmin'), admin: shownText }),
  z.object({ code: z.literal('withoutApprover'), open: shownCount }),
  z.object({ code: z.literal('ownRequests'), person: shownText, open: shownCount }),
  z.object({ code: z.literal('ownCustomers'), person: shownText, customers: shownCount }),
]) satisfies z.ZodType<LeftUndecided>;

/** What was shown; `true` confirms anything, for callers that ask nobody in between, such as the command line. */
export const confirmationSchema = z.union([z.boolean(), z.array(shownSchema).max(10)]);
