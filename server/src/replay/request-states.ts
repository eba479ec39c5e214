import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { documentVersion } from '@marginiq/contract/document-versions';
import type { DecisionRecord } from '../tenancy/decision-documents.ts';
import type { CommandRecord } from '../tenancy/documents.ts';

/** A request in the form that this release writes: else what is made of it cannot be compared with what was made of it then. */
export const isOfThisForm = (request: DiscountRequest & { schemaVersion?: number }): boolean =>
  (request.schemaVersion ?? 1) === documentVersion('request');

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
    const before = [...commands.map(({ stoodOn }) => stoodOn?.before), ...others.map((one) => one.before)];
    for (const state of [...before, now]) if (state) this.#byPosition.set(state.seq, state);
  }

  /** Undefined if another program has written over it. */
  at(position: number): DiscountRequest | undefined {
    return this.#byPosition.get(position);
  }
}
