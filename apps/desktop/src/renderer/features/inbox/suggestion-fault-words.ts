import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { deepestBp, type SuggestionFault } from '@marginiq/domain/suggestion';
import type { Formats } from '@marginiq/ui/format';
import { t } from '@marginiq/ui/messages';

/** Why this discount must not be suggested, and what can be. */
export const suggestionFaultWords = (fault: SuggestionFault, request: DiscountRequest, formats: Formats): string =>
  t(`decision.suggestionFault.${fault}`, { asked: formats.percent(deepestBp(request)) });
