import { APPROVED_STATUSES, type DiscountRequest, OPEN_STATUSES } from '@marginiq/contract/discount-request';

type Status = Pick<DiscountRequest, 'status'>;

const OPEN: ReadonlySet<string> = new Set(OPEN_STATUSES);
const APPROVED: ReadonlySet<string> = new Set(APPROVED_STATUSES);

/** Somebody still has to decide, or change the request: it can be revised and withdrawn. */
export const isOpen = ({ status }: Status): boolean => OPEN.has(status);

/** It was approved, by somebody or by the rules: it can be sold. */
export const isApproved = ({ status }: Status): boolean => APPROVED.has(status);
