import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { MAX_DOCUMENT_LENGTH } from '../tenancy/fit.ts';

/**
 * The request before a decision, to be kept with it, where that can be stored: one of before there was a limit may be as large as
 * MongoDB takes, and would keep the commit from being written.
 */
export function keptBefore(before: DiscountRequest | null): { before?: DiscountRequest } {
  return before === null || JSON.stringify(before).length > MAX_DOCUMENT_LENGTH ? {} : { before };
}
