import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { apply } from '@marginiq/domain/apply';
import { decideExpiry } from '@marginiq/domain/expire';
import { decideHandOver } from '@marginiq/domain/hand-over';
import { KEPT_FORM } from '@marginiq/domain/kept-inputs';
import type { DecisionRecord } from '../tenancy/decision-documents.ts';
import { compareLeft } from './compare-left.ts';
import { isOfThisForm, type RequestStates } from './request-states.ts';
import { different, type Result } from './result.ts';

const TYPES: readonly string[] = ['request.expire', 'request.handOver'] satisfies DecisionRecord['type'][];

function afterwards({ type, at, by, to }: DecisionRecord, before: DiscountRequest): DiscountRequest | null {
  if (type === 'request.handOver') {
    const decided = to === null ? null : decideHandOver(before, to, { by, at });
    return decided?.accepted ? decided.request : null;
  }
  const event = decideExpiry(before, at);
  return event === null ? null : apply(before, event);
}

/** Repeats a decision without a command: that a request's time had run out, or whom it goes to. */
export function replayDecision(record: DecisionRecord, states: RequestStates): Result {
  const { form, type, beforeSeq, left } = record;
  if (form !== KEPT_FORM || !TYPES.includes(type)) return { kind: 'otherVersion' };
  const before = states.at(beforeSeq);
  if (before === undefined) return { kind: 'withoutInputs' };
  if (!isOfThisForm(before)) return { kind: 'otherVersion' };
  const fields = compareLeft(left, afterwards(record, before), states);
  return fields.length === 0 ? { kind: 'equal' } : different(...fields);
}
