import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { documentVersion } from '@marginiq/contract/document-versions';
import { KEPT_FORM } from '@marginiq/domain/kept-inputs';
import type { DecisionRecord } from '../tenancy/decision-documents.ts';
import type { CommandRecord } from '../tenancy/documents.ts';

/** A request in the form that this release writes: else what is made of it cannot be compared with what was made of it then. */
export const isOfThisForm = (request: DiscountRequest & { schemaVersion?: number }): boolean =>
  (request.schemaVersion ?? 1) === documentVersion('request');

/** The request before a decision without a command, from what that left. */
function undone({ beforeSeq, undo: { steps, ...changed } }: DecisionRecord, left: DiscountRequest): DiscountRequest {
  return { ...left, ...changed, steps: left.steps.slice(0, steps), seq: beforeSeq };
}

/**
 * The states of one request that are kept, by position: before each decision that changed it, and as it is now. What a decision left
 * is thus found with the next one, or as it is now.
 */
export class RequestStates {
  readonly #byPosition = new Map<number, DiscountRequest>();

  constructor({
    now,
    commands,
    others,
  }: {
    now: DiscountRequest | null;
    commands: readonly Pick<CommandRecord, 'stoodOn'>[];
    others: readonly DecisionRecord[];
  }) {
    for (const state of [now, ...commands.map(({ stoodOn }) => stoodOn?.before)]) {
      if (state) this.#byPosition.set(state.seq, state);
    }
    const known = others.filter(({ form }) => form === KEPT_FORM);
    // The newest first: one before another is undone from what is found by then.
    for (const one of known.toSorted((a, b) => b.left.seq - a.left.seq)) {
      const left = this.#byPosition.get(one.left.seq);
      if (left !== undefined) this.#byPosition.set(one.beforeSeq, undone(one, left));
    }
  }

  /** Undefined if another program has written over it. */
  at(position: number): DiscountRequest | undefined {
    return this.#byPosition.get(position);
  }
}
