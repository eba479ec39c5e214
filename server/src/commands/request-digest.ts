import { createHash } from 'node:crypto';
import type { DiscountRequest } from '@marginiq/contract/discount-request';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** With the keys of each object in order, because a document may come back from the database, or from other code, with another one. */
const inOrder = (_key: string, value: unknown): unknown =>
  isRecord(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;

/** The request as a decision leaves it: without what the writing of it adds. */
export function asDecided({ seq: _seq, ...request }: DiscountRequest): Omit<DiscountRequest, 'seq'> {
  return request;
}

/** Two requests with the same digest are the same, position aside. */
export const requestDigest = (request: DiscountRequest): string =>
  createHash('sha256')
    .update(JSON.stringify(asDecided(request), inOrder))
    .digest('base64url');
