import type { CommandOf } from '@marginiq/contract/command';
import type { DiscountRequest, RequestItem, WishedItem } from '@marginiq/contract/discount-request';
import { type Evaluation, marginSchema } from '@marginiq/contract/evaluation';
import type { RefusalParams } from '@marginiq/contract/outcome';
import type { ReasonCode } from '@marginiq/contract/reason-code';
import { isSoldAs, isStillSoldBy } from '@marginiq/contract/units';
import { canSee } from './audience.ts';
import type { DecisionContext, EvaluationContext } from './context.ts';
import { approvalValidUntil, isOverdue, reviewDeadline } from './deadlines.ts';
import { actorOf, type Decision, refused, refusedAsExpired, refusedFor, SYSTEM } from './decision.ts';
import { evaluate } from './evaluate.ts';
import { isImportedId } from './imported-id.ts';
import type { RequestEvent } from './request-event.ts';
import { isOpen } from './status.ts';

/** The prices in force beside what is asked for; null where a product is unknown. */
export function priceItems(items: readonly WishedItem[], products: DecisionContext['products']): RequestItem[] | null {
  const priced: RequestItem[] = [];
  for (const item of items) {
    const product = products.get(item.productId);
    if (product === undefined) return null;
    const { name, category, unit, listPriceMinor, costMinor } = product;
    priced.push({ ...item, name, category, unit, listPriceMinor, costMinor });
  }
  return priced;
}

/** The context of an evaluation, or null while the company's rules have not been set up. */
export function evaluationContext(context: DecisionContext): EvaluationContext | null {
  const { customer, owner, products, ruleSet, governance, statistics, granted = null } = context;
  if (customer === null || owner === null || ruleSet === null || governance === null || statistics === null)
    return null;
  return { customer, owner, products, ruleSet, governance, statistics, granted };
}

/** Whether every figure can be counted exactly. The margin of something expensive that is sold for a cent is a share that cannot. */
export const isCountable = ({ total, lines }: Evaluation): boolean =>
  [total, ...lines].every((figures) => marginSchema.safeParse(figures).success);

type Assessed = { ok: true; items: RequestItem[]; evaluation: Evaluation } | { ok: false; decision: Decision };

/** The reason code of a request that nobody may approve, from the first guardrail that forbids it. */
export function forbiddenCode({ violations }: Pick<Evaluation, 'violations'>): ReasonCode {
  const first = violations.find(({ onBreach }) => onBreach === 'forbid');
  if (first?.code === 'customerBlocked') return 'customerBlocked';
  if (first?.code === 'productDiscontinued') return 'productDiscontinued';
  return 'guardrail';
}

/** The limits that nobody may exceed, by name. */
export function forbiddenBy({ violations }: Pick<Evaluation, 'violations'>): { limits: string[] } {
  return { limits: violations.filter(({ onBreach }) => onBreach === 'forbid').map(({ label }) => label) };
}

function assess(wished: readonly WishedItem[], context: DecisionContext): Assessed {
  const no = (code: ReasonCode, params?: RefusalParams): Assessed => ({
    ok: false,
    decision: refused(code, params && { params }),
  });
  if (new Set(wished.map(({ productId }) => productId)).size !== wished.length) {
    return no('invalidCommand', { field: 'items', problem: 'repeatedProduct' });
  }
  if (context.customer === null || !canSee(context.actor, context.customer)) return no('customerUnknown');
  const items = priceItems(wished, context.products);
  if (items === null) return no('productUnknown');
  // Two kilograms are not two metres: whoever asked for them is asked again.
  const other = wished.find(({ unit }, index) => !isStillSoldBy(unit, items[index]?.unit ?? ''));
  if (other !== undefined) {
    const { name = '', unit = '' } = context.products.get(other.productId) ?? {};
    return no('unitChanged', { name, unit, quantity: other.quantity, askedUnit: other.unit ?? '' });
  }
  const inParts = items.find(({ quantity, unit }) => !isSoldAs(quantity, unit ?? ''));
  if (inParts !== undefined) return no('soldWhole', { name: inParts.name, quantity: inParts.quantity });
  const full = evaluationContext(context);
  if (full === null) return no('notConfigured');
  const evaluation = evaluate(items, full);
  if (!isCountable(evaluation)) return no('invalidCommand', { field: 'items', problem: 'tooLarge' });
  if (evaluation.verdict === 'refuse') {
    const decision = refused(forbiddenCode(evaluation), {
      params: forbiddenBy(evaluation),
      inputs: evaluation.inputs,
    });
    return { ok: false, decision };
  }
  return { ok: true, items, evaluation };
}

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
  if (!isOpen(request)) {
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
