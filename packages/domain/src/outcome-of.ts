import type { CommandEnvelope } from '@marginiq/contract/command';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Outcome } from '@marginiq/contract/outcome';
import type { Decision } from './decision.ts';
import { changedInputs } from './inputs.ts';

/** What clients are sent about a decision on a command. @param about the request afterwards; null if it was refused */
export function outcomeOf(
  { id, deviceSeq, provisional }: Pick<CommandEnvelope, 'id' | 'deviceSeq' | 'provisional'>,
  decision: Decision,
  about: { request: DiscountRequest | null; requestId: string | null; at: string },
): Outcome {
  const seen = provisional?.inputs;
  return {
    commandId: id,
    deviceSeq,
    status: decision.accepted ? 'accepted' : 'refused',
    refusal: decision.accepted ? null : decision.refusal,
    requestId: about.requestId,
    revision: about.request?.revision ?? null,
    requestStatus: about.request?.status ?? null,
    changedInputs: seen && decision.inputs ? changedInputs(seen, decision.inputs) : [],
    decidedAt: about.at,
  };
}
