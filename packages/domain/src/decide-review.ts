import { type CommandOf, UNREADABLE } from '@marginiq/contract/command';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Evaluation } from '@marginiq/contract/evaluation';
import { isSoldAs } from '@marginiq/contract/units';
import { basisOfRevision, isSameBasis, type PriceChange, type Standing, standingOf } from './approval.ts';
import { authorityOf, hasAuthority } from './authority.ts';
import { isAuthor } from './authors.ts';
import type { DecisionContext } from './context.ts';
import { approvalValidUntil, isOverdue } from './deadlines.ts';
import { evaluationContext, forbiddenCode, forbiddenMessage } from './decide-submit.ts';
import { type Decision, decided, refusedAsExpired, refusedFor } from './decision.ts';
import { type SuggestionFault, suggestionFault } from './suggestion.ts';

type ReviewCommand =
  | CommandOf<'request.approve'>
  | CommandOf<'request.reject'>
  | CommandOf<'request.requestAdjustment'>;

/**
 * A manager's or an admin's word on a request under review, by somebody who had no part in asking for it. It binds to the
 * exact revision, prices and inputs that the approver saw (law 7).
 *
 * Precondition: the actor may see the request.
 */
export function decideReview(command: ReviewCommand, request: DiscountRequest, context: DecisionContext): Decision {
  const { actor } = context;
  if (actor.role === 'salesperson') {
    return refusedFor(request, 'notAllowed', 'Only a manager or an admin can decide on a request.');
  }
  if (isAuthor(request, actor.userId)) {
    return refusedFor(request, 'ownRequest', 'You cannot decide on a request that you own, submitted or revised.');
  }
  if (command.baseRevision !== request.revision) {
    const message = `You saw revision ${command.baseRevision}; revision ${request.revision} stands now.`;
    return refusedFor(request, 'revisionChanged', message);
  }
  if (request.status !== 'underReview') {
    return refusedFor(request, 'statusChanged', 'The request is not under review any more.');
  }
  if (isOverdue(request, context.now)) return refusedAsExpired(request);
  if (command.type === 'request.reject') return decided(context, { type: 'rejected', reason: command.args.reason });
  // Nobody would revise it, and nobody would stand for it: it is handed over first. Rejecting needs nobody.
  if (context.owner?.active === false) {
    return refusedFor(request, 'ownerLeft', `${request.ownerName} has left the company. Hand the request over first.`);
  }
  return command.type === 'request.approve'
    ? decideApproval(command, request, context)
    : decideAdjustment(command, request, context);
}

const SUGGESTION_MESSAGES: Record<SuggestionFault, string> = {
  aboveAsked: 'The suggested discount is more than was asked for.',
  needsAdmin: 'The suggested discount needs the approval of an admin.',
  aboveLimits: 'The suggested discount exceeds a limit that nobody may exceed.',
};

function decideAdjustment(
  { args: { reason, suggestedDiscountBp } }: CommandOf<'request.requestAdjustment'>,
  request: DiscountRequest,
  context: DecisionContext,
): Decision {
  if (suggestedDiscountBp !== null) {
    const { actor } = context;
    const fault = suggestionFault(suggestedDiscountBp, request, { actor, context: evaluationContext(context) });
    if (fault !== null) return refusedFor(request, 'suggestionTooHigh', SUGGESTION_MESSAGES[fault]);
  }
  return decided(context, { type: 'adjustmentRequested', reason, suggestedDiscountBp });
}

const WHAT: Record<PriceChange['what'], string> = { listPrice: 'list price', cost: 'cost' };

/** What changed since the revision, for the refusal's message: in minor units, as no currency is written here. */
function sayChanges({ changes, atCostsOfNow }: Standing, { total }: Evaluation): string {
  if (changes.length === 0) return '';
  const prices = changes.map(
    ({ name, what, fromMinor, toMinor }) => `${WHAT[what]} of ${name} ${fromMinor} -> ${toMinor}`,
  );
  const margin = `margin ${total.marginBp} -> ${atCostsOfNow.total.marginBp} bp`;
  return ` Changed since it was submitted: ${[...prices, margin].join(', ')}.`.slice(0, 1_000);
}

function sayUnits({ unitChanges }: Standing): string {
  const units = unitChanges.map(({ name, from, to }) => `${name} "${from}" -> "${to}"`).join(', ');
  return `Sold by another unit since it was submitted, so that prices cannot be compared: ${units}. It must be revised.`;
}

/**
 * An approval is checked against the limits, prices and costs of now as well as those of the revision; the stricter count.
 * The agreed prices stay those of the revision.
 */
function decideApproval(
  command: CommandOf<'request.approve'>,
  request: DiscountRequest,
  context: DecisionContext,
): Decision {
  const full = evaluationContext(context);
  if (full === null) {
    return refusedFor(request, 'notConfigured', 'The customer or the rules of this request are missing.');
  }
  if (request.items.some(({ productId }) => !full.products.has(productId))) {
    return refusedFor(request, 'productUnknown', 'A product of this request does not exist any more.');
  }
  const standing = standingOf(request, full);
  const { inputs } = standing.now;
  if (standing.unitChanges.length > 0) return refusedFor(request, 'inputsChanged', sayUnits(standing), inputs);
  // Asked for by measure, and sold by the piece since: nobody could deliver it. Only of lines that name no unit.
  const inParts = request.items.find(
    ({ productId, quantity }) => !isSoldAs(quantity, full.products.get(productId)?.unit ?? ''),
  );
  if (inParts !== undefined) {
    const message = `${inParts.name} is sold whole now: ${inParts.quantity} is not possible.`;
    return refusedFor(request, 'soldWhole', message);
  }
  const changed = sayChanges(standing, request.evaluation);
  if (standing.forbidden) {
    const message = `${forbiddenMessage(standing)}${changed}`.slice(0, 2_000);
    return refusedFor(request, forbiddenCode(standing), message, inputs);
  }
  if (!hasAuthority(authorityOf(context.actor.role), standing.requiredApprover)) {
    return refusedFor(request, 'approverLimit', `This request needs the approval of an admin.${changed}`, inputs);
  }
  const seen = command.provisional?.basis ?? basisOfRevision(request);
  if (seen === UNREADABLE) {
    return refusedFor(request, 'inputsChanged', 'What was reviewed cannot be read by this server. Look again.', inputs);
  }
  if (!isSameBasis(seen, standing.basis)) {
    return refusedFor(
      request,
      'inputsChanged',
      `Prices, costs or limits have changed since this was reviewed.${changed}`,
      inputs,
    );
  }
  const validUntil = approvalValidUntil(context.now, context.governance);
  return decided(context, { type: 'approved', note: command.args.note, validUntil }, inputs);
}
