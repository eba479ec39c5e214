import type { Command } from '@marginiq/contract/command';
import type { DiscountRequest } from '@marginiq/contract/discount-request';

/** What a decision on this command reads, by id, so that each side can load exactly that. */
export interface NeededInputs {
  customerId: string | null;
  /** Null: the acting user. */
  ownerId: string | null;
  productIds: string[];
}

export function neededInputs(command: Command, request: DiscountRequest | null): NeededInputs {
  const wished = command.type === 'request.submit' || command.type === 'request.revise' ? command.args.items : [];
  const standing = request?.items ?? [];
  return {
    customerId: command.type === 'request.submit' ? command.args.customerId : (request?.customerId ?? null),
    ownerId: command.type === 'request.submit' ? null : (request?.ownerId ?? null),
    productIds: [...new Set([...wished, ...standing].map(({ productId }) => productId))],
  };
}
