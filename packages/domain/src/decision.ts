import type { Actor, DiscountRequest } from '@marginiq/contract/discount-request';
import type { EvaluationInputs } from '@marginiq/contract/evaluation';
import { MAX_REFUSAL, type Refusal } from '@marginiq/contract/outcome';
import type { ReasonCode } from '@marginiq/contract/reason-code';
import type { DecisionContext } from './context.ts';
import type { RequestEvent } from './request-event.ts';

/** Either what happens, or why nothing does. `inputs` names the versions it was decided with, where any counted. */
export type Decision =
  | { accepted: true; events: RequestEvent[]; inputs: EvaluationInputs | null }
  | { accepted: false; refusal: Refusal; inputs: EvaluationInputs | null };

type WithoutCommon<E> = E extends RequestEvent ? Omit<E, 'by' | 'at'> : never;
export type EventBody = WithoutCommon<RequestEvent>;

export const SYSTEM: Actor = { userId: null, name: 'MarginIQ', role: 'system' };

export function actorOf({ actor }: DecisionContext): Actor {
  return { userId: actor.userId, name: actor.name, role: actor.role };
}

export function decided(context: DecisionContext, body: EventBody, inputs: EvaluationInputs | null = null): Decision {
  const event = { ...body, by: actorOf(context), at: context.now } as RequestEvent;
  return { accepted: true, events: [event], inputs };
}

/** A sentence that lists what is wrong may name hundreds of rules; a device refuses a reply with a longer one than this. */
const sentence = (message: string) =>
  message.length <= MAX_REFUSAL ? message : `${message.slice(0, MAX_REFUSAL - 1)}…`;

export function refused(code: ReasonCode, message: string, inputs: EvaluationInputs | null = null): Decision {
  return { accepted: false, refusal: { code, message: sentence(message), current: null }, inputs };
}

/** Said whether or not the worker has closed the request yet. */
export const refusedAsExpired = (request: DiscountRequest): Decision =>
  refusedFor(request, 'expired', `The time for a decision ended at ${request.expiresAt}.`);

/** A refusal about a request that the actor may see: it says what stands now. */
export function refusedFor(
  request: DiscountRequest,
  code: ReasonCode,
  message: string,
  inputs: EvaluationInputs | null = null,
): Decision {
  const current = { revision: request.revision, status: request.status };
  return { accepted: false, refusal: { code, message: sentence(message), current }, inputs };
}
