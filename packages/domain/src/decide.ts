import type { Command, CommandOf } from '@marginiq/contract/command';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { canSee } from './audience.ts';
import type { DecisionContext } from './context.ts';
import { approvedUntil, isOverdue, isTooLateToWin } from './deadlines.ts';
import { decideReview } from './decide-review.ts';
import { decideRevise, decideSubmit } from './decide-submit.ts';
import { type Decision, decided, refused, refusedAsExpired, refusedFor } from './decision.ts';
import { allows } from './status.ts';
import { withinStepLimit } from './step-limit.ts';

/**
 * The one decision function, run by the server for real and by the client for the provisional result. Pure: no clock,
 * no ids, no IO. `request` is the current document, or null if there is none.
 *
 * What the actor may not see is `notFound`, before anything else is said about it.
 */
export function decide(command: Command, request: DiscountRequest | null, context: DecisionContext): Decision {
  if (command.type === 'request.submit') return decideSubmit(command, request, context);
  if (request === null || !canSee(context.actor, request)) {
    return refused('notFound');
  }
  return withinStepLimit(command.type, request, decideOn(command, request, context));
}

/** Precondition: the actor may see the request. */
function decideOn(
  command: Exclude<Command, { type: 'request.submit' }>,
  request: DiscountRequest,
  context: DecisionContext,
): Decision {
  switch (command.type) {
    case 'request.revise':
      return decideRevise(command, request, context);
    case 'request.approve':
    case 'request.reject':
    case 'request.requestAdjustment':
      return decideReview(command, request, context);
    case 'request.withdraw':
      if (request.ownerId !== context.actor.userId) {
        return refusedFor(request, 'notAllowed');
      }
      if (!allows(request, command.type)) {
        return refusedFor(request, 'statusChanged');
      }
      if (isOverdue(request, context.now)) return refusedAsExpired(request);
      return decided(context, { type: 'withdrawn' });
    case 'request.recordSale':
      if (request.ownerId !== context.actor.userId && context.actor.role === 'salesperson') {
        return refusedFor(request, 'notAllowed');
      }
      if (!allows(request, command.type)) {
        return refusedFor(request, 'statusChanged');
      }
      // Recorded again and again, it would only make the request longer.
      if (request.sale === command.args.sale) {
        return refusedFor(request, 'saleUnchanged');
      }
      return decideSale(command, request, context);
  }
}

/** An approval is an offer for a while. That a sale was lost can always be said. */
function decideSale(
  { args: { sale } }: CommandOf<'request.recordSale'>,
  request: DiscountRequest,
  context: DecisionContext,
): Decision {
  if (sale === 'won' && isTooLateToWin(request, context.now)) {
    return refusedFor(request, 'approvalExpired', { params: { until: approvedUntil(request) ?? '' } });
  }
  return decided(context, { type: 'saleRecorded', sale });
}
