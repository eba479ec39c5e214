import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { ActingUser } from '@marginiq/domain/context';
import { evaluationContext } from '@marginiq/domain/decide-submit';
import { evaluate, hasAuthority } from '@marginiq/domain/evaluate';
import { decisionContext, type Knowledge } from '@marginiq/sync/local-data';
import { withSuggestion } from '../request/draft.ts';
import { approvalOf } from './approvability.ts';

/** Why a discount must not be suggested: a suggestion says that its author would approve it. */
export type SuggestionFault = 'aboveAsked' | 'needsAdmin' | 'aboveLimits';

/** The highest discount of any line: a suggestion is an upper limit for every line. */
export const deepestBp = ({ items }: Pick<DiscountRequest, 'items'>): number =>
  Math.max(...items.map(({ discountBp }) => discountBp));

interface Circumstances {
  /** Null while it is being read: then only what was asked for counts. */
  knowledge: Knowledge | null;
  actor: ActingUser;
  now: string;
}

/** Looks at the request as its owner would revise it: no line deeper than was suggested. */
export function suggestionFault(
  suggestedBp: number,
  request: DiscountRequest,
  { knowledge, actor, now }: Circumstances,
): SuggestionFault | null {
  if (suggestedBp > deepestBp(request)) return 'aboveAsked';
  if (knowledge === null) return null;
  const full = evaluationContext(decisionContext(knowledge, approvalOf(request, now), { request, actor, now }));
  if (full === null) return null;
  const { violations, requiredApprover } = evaluate(withSuggestion(request.items, suggestedBp), full);
  // A blocked customer or a discontinued product is no fault of the discount.
  if (violations.some(({ onBreach, ruleId }) => onBreach === 'forbid' && ruleId !== null)) return 'aboveLimits';
  const holder = actor.role === 'admin' ? 'admin' : 'manager';
  return hasAuthority(holder, requiredApprover) ? null : 'needsAdmin';
}
