import type { CommandOf } from '@marginiq/contract/command';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { DecisionContext } from './context.ts';
import { evaluationContext, forbiddenCode, forbiddenMessage } from './decide-submit.ts';
import { type Decision, decided, refusedFor } from './decision.ts';
import { evaluate, hasAuthority, moreAuthority } from './evaluate.ts';

type ReviewCommand =
  | CommandOf<'request.approve'>
  | CommandOf<'request.reject'>
  | CommandOf<'request.requestAdjustment'>;

/**
 * A manager's or an admin's word on a request under review. It binds to the exact revision that the approver saw
 * (law 7), and an approval is checked once more against the guardrails of now: a customer that was blocked since,
 * or a rule that asks for more authority, stops it. The agreed prices stay those of the revision.
 *
 * Precondition: the actor may see the request.
 */
export function decideReview(command: ReviewCommand, request: DiscountRequest, context: DecisionContext): Decision {
  const { actor } = context;
  if (actor.role === 'salesperson') {
    return refusedFor(request, 'notAllowed', 'Only a manager or an admin can decide on a request.');
  }
  if (request.ownerId === actor.userId) {
    return refusedFor(request, 'ownRequest', 'Nobody decides on a request of their own.');
  }
  if (command.baseRevision !== request.revision) {
    const message = `You saw revision ${command.baseRevision}; revision ${request.revision} stands now.`;
    return refusedFor(request, 'revisionChanged', message);
  }
  if (request.status !== 'underReview') {
    return refusedFor(request, 'statusChanged', 'The request is not under review any more.');
  }
  switch (command.type) {
    case 'request.reject':
      return decided(context, { type: 'rejected', reason: command.args.reason });
    case 'request.requestAdjustment': {
      const { reason, suggestedDiscountBp } = command.args;
      return decided(context, { type: 'adjustmentRequested', reason, suggestedDiscountBp });
    }
    case 'request.approve':
      return decideApproval(command, request, context);
  }
}

function decideApproval(
  command: CommandOf<'request.approve'>,
  request: DiscountRequest,
  context: DecisionContext,
): Decision {
  const full = evaluationContext(context);
  if (full === null) {
    return refusedFor(request, 'notConfigured', 'The customer or the rules of this request are missing.');
  }
  const now = evaluate(request.items, full);
  if (now.verdict === 'refuse') {
    return refusedFor(request, forbiddenCode(now), forbiddenMessage(now), now.inputs);
  }
  const required = moreAuthority(request.evaluation.requiredApprover, now.requiredApprover);
  if (context.actor.role === 'manager' && !hasAuthority('manager', required)) {
    return refusedFor(request, 'approverLimit', 'This request needs the approval of an admin.', now.inputs);
  }
  return decided(context, { type: 'approved', note: command.args.note }, now.inputs);
}
