import type { CommandType } from '@marginiq/contract/command';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { MAX_STEPS } from '@marginiq/contract/limits';
import { type Decision, refusedFor } from './decision.ts';

/**
 * Steps kept free for a request's end: it is decided, withdrawn or expires, and how the sale ended is recorded and now and then
 * corrected. So whoever may end a request can do so, however long it was negotiated.
 */
export const STEPS_FOR_THE_END = 10;

/** A revision, and the approval by the rules that may follow it. */
const STEPS_OF_A_REVISION = 2;

/** How many steps have to be left behind a command's own. What ends a request needs none. */
const LEFT_BEHIND: Partial<Record<CommandType, number>> = {
  'request.revise': STEPS_FOR_THE_END,
  // The requested adjustment must still be possible.
  'request.requestAdjustment': STEPS_FOR_THE_END + STEPS_OF_A_REVISION,
};

/** The decision, unless the request would grow beyond what it may have (law 1: a document that cannot be stored has no outcome). */
export function withinStepLimit(type: CommandType, request: DiscountRequest, decision: Decision): Decision {
  if (!decision.accepted) return decision;
  const steps = request.steps.length + decision.events.length + (LEFT_BEHIND[type] ?? 0);
  if (steps <= MAX_STEPS) return decision;
  return refusedFor(request, 'stepLimit', { params: { most: MAX_STEPS }, inputs: decision.inputs });
}
