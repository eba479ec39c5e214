import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Outcome } from '@marginiq/contract/outcome';
import type { Changes } from '@marginiq/contract/pull';
import { codeFor } from '@marginiq/contract/reason-code';

/*
 * What a client of an earlier protocol is told. It takes a reply with a word that it does not know for nonsense as a whole, and
 * would stand still for good (law 1).
 */

const WITH_MORE_WORDS = 4;

/** The outcome as a client of this protocol understands it. */
export function outcomeFor(protocol: number, outcome: Outcome): Outcome {
  if (protocol >= WITH_MORE_WORDS) return outcome;
  const { refusal, changedInputs } = outcome;
  return {
    ...outcome,
    refusal: refusal && { ...refusal, code: codeFor(protocol, refusal.code) },
    changedInputs: changedInputs.filter((input) => input !== 'granted'),
  };
}

const isNew = ({ steps, evaluation }: DiscountRequest): boolean =>
  steps.some(({ kind }) => kind === 'handOver') || evaluation.holdReasons.includes('togetherTooHigh');

function requestFor(request: DiscountRequest): DiscountRequest {
  if (!isNew(request)) return request;
  const holdReasons = request.evaluation.holdReasons.map((reason) =>
    reason === 'togetherTooHigh' ? 'amountTooHigh' : reason,
  );
  return {
    ...request,
    // Whose it is now, the document says itself.
    steps: request.steps.filter(({ kind }) => kind !== 'handOver'),
    evaluation: { ...request.evaluation, holdReasons },
  };
}

/** The changes as a client of this protocol understands them; the same object if it understands them all. */
export function changesFor(protocol: number, changes: Changes): Changes {
  const { upserts, removals } = changes.requests;
  if (protocol >= WITH_MORE_WORDS || !upserts.some(isNew)) return changes;
  return { ...changes, requests: { upserts: upserts.map(requestFor), removals } };
}
