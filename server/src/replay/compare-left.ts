import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { asDecided, requestDigest } from '../commands/request-digest.ts';
import type { Left } from '../tenancy/decision-documents.ts';
import { isOfThisForm, type RequestStates } from './request-states.ts';
import { differences } from './result.ts';

/**
 * The differences between what a decision leaves now and what it left then: taken from the stored digest, and from the request as
 * the next decision found it, or its current state.
 */
export function compareLeft(left: Left | null, after: DiscountRequest | null, states: RequestStates): string[] {
  if (left === null || after === null) return left === null && after === null ? [] : ['request'];
  const then = states.at(left.seq);
  // A later release may have written it in a later form since: then the digest alone says.
  const fields = then === undefined || !isOfThisForm(then) ? [] : differences(asDecided(then), asDecided(after));
  if (fields.length > 0) return fields.map((path) => `request.${path}`);
  return requestDigest(after) === left.digest ? [] : ['request'];
}
