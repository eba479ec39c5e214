import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { isAnswered, isApproved } from '@marginiq/domain/status';
import type { Deal } from '../tenancy/statistics-documents.ts';

/** The fields of a request that a deal is made from. */
export type Past = Pick<DiscountRequest, 'id' | 'status' | 'sale' | 'customerId' | 'ownerId' | 'currency'> & {
  evaluation: {
    total: Pick<DiscountRequest['evaluation']['total'], 'listMinor' | 'netMinor' | 'discountBp' | 'marginBp'>;
  };
};

/**
 * @param companyCurrency null accepts any currency
 * @returns null for a request that says nothing about what is given or bought: it is open, was withdrawn or has expired
 */
export function dealOf(past: Past, companyCurrency: string | null): Deal | null {
  const { id, ownerId, sale, currency, evaluation } = past;
  if (!isAnswered(past)) return null;
  const { listMinor, netMinor, discountBp, marginBp } = evaluation.total;
  const isOwnCurrency = companyCurrency === null || currency === companyCurrency;
  const isComparable = listMinor > 0 && netMinor > 0 && isOwnCurrency;
  return { id, ownerId, listMinor, discountBp, marginBp, isApproved: isApproved(past), sale, isComparable };
}
