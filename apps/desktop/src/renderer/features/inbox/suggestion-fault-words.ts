import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Formats } from '@marginiq/ui/format';
import { t } from '@marginiq/ui/messages';
import { deepestBp, type SuggestionFault } from './suggestion-fault.ts';

/** Why this discount must not be suggested, and what can be. */
export const suggestionFaultWords = (fault: SuggestionFault, request: DiscountRequest, formats: Formats): string =>
  t(`decision.suggestionFault.${fault}`, { asked: formats.percent(deepestBp(request)) });
