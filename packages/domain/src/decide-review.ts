import { type CommandOf, UNREADABLE } from '@marginiq/contract/command';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Evaluation } from '@marginiq/contract/evaluation';
import type { RefusalParams } from '@marginiq/contract/outcome';
import { isSoldAs } from '@marginiq/contract/units';
import { basisOfRevision, isSameBasis, type Standing, standingOf } from './approval.ts';
import { evaluationContext, forbiddenBy, forbiddenCode } from './assess.ts';
import { authorityOf, hasAuthority } from './authority.ts';
import { isAuthor } from './authors.ts';
import type { DecisionContext } from './context.ts';
import { approvalValidUntil, isOverdue } from './deadlines.ts';
import { type Decision, decided, refusedAsExpired, refusedFor } from './decision.ts';
import { allows } from './status.ts';
import { suggestionFault } from './suggestion.ts';

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
    return refusedFor(request, 'notAllowed');
  }
  if (isAuthor(request, actor.userId)) {
    return refusedFor(request, 'ownRequest');
  }
  if (command.baseRevision !== request.revision) {
    return refusedFor(request, 'revisionChanged', { params: { seen: command.baseRevision, now: request.revision } });
  }
  if (!allows(request, command.type)) return refusedFor(request, 'statusChanged');
  if (isOverdue(request, context.now)) return refusedAsExpired(request);
  if (command.type === 'request.reject') return decided(context, { type: 'rejected', reason: command.args.reason });
  // Nobody would revise it, and nobody would answer for it: it must be handed over first. Rejecting needs nobody.
  if (context.owner?.active === false) {
    return refusedFor(request, 'ownerLeft', { params: { name: request.ownerName } });
  }
  return command.type === 'request.approve'
    ? decideApproval(command, request, context)
    : decideAdjustment(command, request, context);
}

function decideAdjustment(
  { args: { reason, suggestedDiscountBp } }: CommandOf<'request.requestAdjustment'>,
  request: DiscountRequest,
  context: DecisionContext,
): Decision {
  if (suggestedDiscountBp !== null) {
    const { actor } = context;
    const fault = suggestionFault(suggestedDiscountBp, request, { actor, context: evaluationContext(context) });
    if (fault !== null) return refusedFor(request, 'suggestionTooHigh', { params: { fault } });
  }
  return decided(context, { type: 'adjustmentRequested', reason, suggestedDiscountBp });
}

/**
 * What changed since the revision, as far as it can be named: the first product with another price or cost, and the margin at the current
 * costs.
 */
function changesOf({ changes, atCostsOfNow }: Standing, { total }: Evaluation): RefusalParams {
  const [first] = changes;
  if (first === undefined) return {};
  const { name, what, fromMinor, toMinor } = first;
  const marginBp = { fromMarginBp: total.marginBp, toMarginBp: atCostsOfNow.total.marginBp };
  return { name, what, fromMinor, toMinor, changes: changes.length, ...marginBp };
}

/**
 * An approval is checked against the current limits, prices and costs as well as those of the revision; the stricter
 * result counts. The agreed prices remain those of the revision.
 */
function decideApproval(
  command: CommandOf<'request.approve'>,
  request: DiscountRequest,
  context: DecisionContext,
): Decision {
  const full = evaluationContext(context);
  if (full === null) {
    return refusedFor(request, 'notConfigured');
  }
  if (request.items.some(({ productId }) => !full.products.has(productId))) {
    return refusedFor(request, 'productUnknown');
  }
  const standing = standingOf(request, full);
  const { inputs } = standing.now;
  const [unit] = standing.unitChanges;
  if (unit !== undefined) {
    const { name, from, to } = unit;
    return refusedFor(request, 'inputsChanged', { params: { name, what: 'unit', from, to }, inputs });
  }
  // Asked for by measure, and sold by the piece since: nobody could deliver it. Only of lines that name no unit.
  const inParts = request.items.find(
    ({ productId, quantity }) => !isSoldAs(quantity, full.products.get(productId)?.unit ?? ''),
  );
  if (inParts !== undefined) {
    return refusedFor(request, 'soldWhole', { params: { name: inParts.name, quantity: inParts.quantity } });
  }
  const changed = changesOf(standing, request.evaluation);
  if (standing.forbidden) {
    return refusedFor(request, forbiddenCode(standing), { params: { ...forbiddenBy(standing), ...changed }, inputs });
  }
  if (!hasAuthority(authorityOf(context.actor.role), standing.requiredApprover)) {
    return refusedFor(request, 'approverLimit', { params: changed, inputs });
  }
  const seen = command.provisional?.basis ?? basisOfRevision(request);
  if (seen === UNREADABLE) {
    return refusedFor(request, 'inputsChanged', { params: { what: 'unreadable' }, inputs });
  }
  if (!isSameBasis(seen, standing.basis)) {
    return refusedFor(request, 'inputsChanged', { params: changed, inputs });
  }
  const validUntil = approvalValidUntil(context.now, context.governance);
  return decided(context, { type: 'approved', note: command.args.note, validUntil }, inputs);
}
