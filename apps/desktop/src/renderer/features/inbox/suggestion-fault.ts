import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { evaluationContext } from '@marginiq/domain/assess';
import type { ActingUser } from '@marginiq/domain/context';
import { type SuggestionFault, suggestionFault } from '@marginiq/domain/suggestion';
import { decisionContext, type Knowledge } from '@marginiq/sync/database/local-data';
import { approvalOf } from './approvability.ts';

interface Circumstances {
  /** Null while it is being read: then only what was asked for counts. */
  knowledge: Knowledge | null;
  actor: ActingUser;
  now: string;
}

/** What is wrong with a suggested discount, as far as this device knows. */
export function faultOfSuggestion(
  suggestedBp: number,
  request: DiscountRequest,
  { knowledge, actor, now }: Circumstances,
): SuggestionFault | null {
  const context =
    knowledge === null
      ? null
      : evaluationContext(decisionContext(knowledge, approvalOf(request, now), { request, actor, now }));
  return suggestionFault(suggestedBp, request, { actor, context });
}
