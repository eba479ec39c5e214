import type { DiscountRequest, RequestStep } from '@marginiq/contract/discount-request';
import { t, textForCode } from '@marginiq/ui/messages';

export interface ShownStep {
  step: RequestStep;
  words: string;
  /** This device's own step, not confirmed by the server yet. */
  isPending: boolean;
}

/**
 * Where the steps of unconfirmed commands begin. A command makes one step, and one more if the rules approve
 * automatically.
 */
function firstPending(steps: readonly RequestStep[], pendingCommands: number): number {
  let first = steps.length;
  for (let left = pendingCommands; left > 0 && first > 0; ) {
    first -= 1;
    if (steps[first]?.kind !== 'autoApprove') left -= 1;
  }
  return first;
}

function wordsOf({ kind, by, revision, handOver }: RequestStep, sale: DiscountRequest['sale'] | null): string {
  const { name } = by;
  // An imported deal may have belonged to nobody.
  if (handOver?.from === '') return t('timeline.handOverFirst', { name, to: handOver.to });
  if (kind !== 'recordSale')
    return textForCode('timeline', kind, { name, revision, ...handOver }) ?? t('timeline.other', { name });
  if (sale === 'won') return t('timeline.saleWon', { name });
  return t(sale === 'lost' ? 'timeline.saleLost' : 'timeline.recordSale', { name });
}

/** What happened to a request, oldest first; what this device only expects is never called an approval. */
export function shownSteps(
  { steps, sale }: Pick<DiscountRequest, 'steps' | 'sale'>,
  pendingCommands: number,
): ShownStep[] {
  const first = firstPending(steps, pendingCommands);
  const lastSale = steps.findLastIndex(({ kind }) => kind === 'recordSale');
  return steps.map((step, index) => {
    const isPending = index >= first;
    const isExpected = isPending && step.kind === 'autoApprove';
    // A step does not say how the sale ended, only the request: as its last one said.
    const words = isExpected ? t('timeline.autoApproveExpected') : wordsOf(step, index === lastSale ? sale : null);
    return { step, words, isPending };
  });
}
