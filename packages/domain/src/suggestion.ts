import type { DiscountRequest, WishedItem } from '@marginiq/contract/discount-request';
import { priceItems } from './assess.ts';
import { authorityOf, hasAuthority } from './authority.ts';
import type { ActingUser, EvaluationContext } from './context.ts';
import { evaluate } from './evaluate.ts';

/** Why a discount must not be suggested: a suggestion says that its author would approve it. */
export type SuggestionFault = 'aboveAsked' | 'needsAdmin' | 'aboveLimits';

/** The highest discount of any line: a suggestion is an upper limit for every line. */
export const deepestBp = ({ items }: Pick<DiscountRequest, 'items'>): number =>
  Math.max(...items.map(({ discountBp }) => discountBp));

/** The items as suggested: no line with a higher discount, and those below it as they are. */
export function withSuggestion<T extends WishedItem>(items: readonly T[], suggestedBp: number | null): T[] {
  if (suggestedBp === null) return [...items];
  return items.map((item) => ({ ...item, discountBp: Math.min(item.discountBp, suggestedBp) }));
}

/**
 * Checks the request as its owner would revise it: no line deeper than suggested, at the current prices.
 * @param context null while the company's rules are unknown: then only what was requested counts
 */
export function suggestionFault(
  suggestedBp: number,
  request: Pick<DiscountRequest, 'items'>,
  { actor, context }: { actor: Pick<ActingUser, 'role'>; context: EvaluationContext | null },
): SuggestionFault | null {
  if (suggestedBp > deepestBp(request)) return 'aboveAsked';
  if (context === null) return null;
  const revised = withSuggestion(request.items, suggestedBp);
  const { violations, requiredApprover } = evaluate(priceItems(revised, context.products) ?? revised, context);
  // A blocked customer or a discontinued product is no fault of the discount.
  if (violations.some(({ onBreach, ruleId }) => onBreach === 'forbid' && ruleId !== null)) return 'aboveLimits';
  return hasAuthority(authorityOf(actor.role), requiredApprover) ? null : 'needsAdmin';
}
