import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { asDecided, requestDigest } from '../commands/request-digest.ts';
import type { Left } from '../tenancy/decision-documents.ts';
import { isOfThisForm, type RequestStates } from './request-states.ts';
import { differences } from './result.ts';

/**
 * Where what a decision leaves now differs from what it left then: from the digest that was kept of it, and from the request as the
 * next decision found it, or as it is now.
 */
export function compareLeft(left: Left | null, after: DiscountRequest | null, states: RequestStates): string[] {
  if (left === null || after === null) return left === null && after === null ? [] : ['request'];
  const then = states.at(left.seq);
  // A later release may have written it in a later form since: then the digest alone says.
  const fields = then === undefined || !isOfThisForm(then) ? [] : differences(asDecided(then), asDecided(after));
  if (fields.length > 0) return fields.map((path) => `request.${path}`);
  return requestDigest(after) === left.digest ? [] : ['request'];
}
