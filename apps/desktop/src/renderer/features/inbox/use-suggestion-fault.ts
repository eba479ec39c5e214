import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { SuggestionFault } from '@marginiq/domain/suggestion';
import { useMemo } from 'react';
import { systemNow } from '../../app/workspace.ts';
import { useKnowledge, useWorkspace } from '../../app/workspace-context.ts';
import { DISCOUNT } from '../request/number-rules.ts';
import { checkNumber } from '../request/parse-number.ts';
import { faultOfSuggestion } from './suggestion-fault.ts';

/** What is wrong with a suggested discount as typed; null while it cannot be read, which its field reports itself. */
export function useSuggestionFault(text: string, request: DiscountRequest): SuggestionFault | null {
  const knowledge = useKnowledge();
  const { actor } = useWorkspace();
  return useMemo(() => {
    const checked = checkNumber(text, DISCOUNT);
    if (checked.kind !== 'value') return null;
    return faultOfSuggestion(checked.value, request, { knowledge, actor, now: systemNow() });
  }, [text, request, knowledge, actor]);
}
