import type { ActionRefusal } from '@marginiq/contract/action-refusal';
import type { Actor, DiscountRequest } from '@marginiq/contract/discount-request';
import { decideHandOver, type Recipient } from '@marginiq/domain/hand-over';
import { fromStored, type Stored } from '../tenancy/documents.ts';
import type { Commit } from '../tenancy/unit-of-work.ts';
import { putDecided } from './put-decided.ts';

/**
 * Hands a request to somebody, or moves it into their team with them, and keeps the decision.
 * @returns why it stays if it is: too many steps, or clients could not read it then; null if it was put aside
 */
export function handOverRequest(
  unit: Commit,
  before: Stored<DiscountRequest>,
  { to, by, at }: { to: Recipient; by: Actor; at: string },
): ActionRefusal | null {
  const decided = decideHandOver(fromStored<DiscountRequest>(before), to, { by, at });
  if (!decided.accepted) return decided.refusal;
  const unfit = putDecided(unit, { type: 'request.handOver', by, at, to, before, after: decided.request });
  return unfit === null ? null : { code: 'unreadable', where: unfit.message };
}
