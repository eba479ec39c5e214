import type { CommandOf } from '@marginiq/contract/command';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Evaluation } from '@marginiq/contract/evaluation';
import { assess } from './assess.ts';
import type { DecisionContext } from './context.ts';
import { approvalValidUntil, isOverdue, reviewDeadline } from './deadlines.ts';
import { actorOf, type Decision, refused, refusedAsExpired, refusedFor, SYSTEM } from './decision.ts';
import { isImportedId } from './imported-id.ts';
import type { RequestEvent } from './request-event.ts';
import { allows } from './status.ts';

function accepted(context: DecisionContext, event: RequestEvent, evaluation: Evaluation): Decision {
  const events: RequestEvent[] = [event];
  if (evaluation.verdict === 'autoApprove') {
    const validUntil = approvalValidUntil(context.now, context.governance);
    events.push({ type: 'autoApproved', by: SYSTEM, at: context.now, validUntil });
  }
  return { accepted: true, events, inputs: evaluation.inputs };
}

export function decideSubmit(
  command: CommandOf<'request.submit'>,
  existing: DiscountRequest | null,
  context: DecisionContext,
): Decision {
  // Before anything is said about what exists: whether a deal was imported is not everybody's to know.
  if (isImportedId(command.args.requestId)) {
    return refused('invalidCommand', { params: { field: 'requestId', problem: 'importedId' } });
  }
  if (existing !== null) return refused('requestExists');
  const { actor, company, customer, now } = context;
  const assessed = assess(command.args.items, context);
  if (!assessed.ok) return assessed.decision;
  if (customer === null || company === null) {
    return refused('notConfigured');
  }
  const request: Omit<DiscountRequest, 'seq' | 'steps'> = {
    id: command.args.requestId,
    companyId: company.id,
    revision: 1,
    status: 'underReview',
    ownerId: actor.userId,
    ownerName: actor.name,
    teamId: actor.teamId,
    customerId: customer.id,
    customerName: customer.name,
    currency: company.currency,
    items: assessed.items,
    justification: command.args.justification,
    evaluation: assessed.evaluation,
    sale: 'unknown',
    madeAt: command.madeAt,
    submittedAt: now,
    changedAt: now,
    expiresAt: reviewDeadline(now),
  };
  return accepted(context, { type: 'submitted', by: actorOf(context), at: now, request }, assessed.evaluation);
}

/** Precondition: the actor may see the request. */
export function decideRevise(
  command: CommandOf<'request.revise'>,
  request: DiscountRequest,
  context: DecisionContext,
): Decision {
  if (request.ownerId !== context.actor.userId) {
    return refusedFor(request, 'notAllowed');
  }
  if (!allows(request, command.type)) {
    return refusedFor(request, 'statusChanged');
  }
  if (isOverdue(request, context.now)) return refusedAsExpired(request);
  if (command.baseRevision !== request.revision) {
    return refusedFor(request, 'revisionChanged');
  }
  const assessed = assess(command.args.items, context);
  if (!assessed.ok) return assessed.decision;
  const revised: RequestEvent = {
    type: 'revised',
    by: actorOf(context),
    at: context.now,
    items: assessed.items,
    justification: command.args.justification,
    evaluation: assessed.evaluation,
    expiresAt: reviewDeadline(context.now),
  };
  return accepted(context, revised, assessed.evaluation);
}
