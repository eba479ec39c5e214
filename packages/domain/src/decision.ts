import type { Actor, DiscountRequest } from '@marginiq/contract/discount-request';
import type { EvaluationInputs } from '@marginiq/contract/evaluation';
import { MAX_LISTED, MAX_REFUSAL, type Refusal, type RefusalParams } from '@marginiq/contract/outcome';
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

/** A name can be long and there may be hundreds of rules: a device refuses a reply with more than this. */
function bounded(params: RefusalParams): RefusalParams {
  const text = (value: string) => (value.length <= MAX_REFUSAL ? value : `${value.slice(0, MAX_REFUSAL - 1)}…`);
  const of = (value: RefusalParams[string]) => {
    if (typeof value === 'number') return value;
    return typeof value === 'string' ? text(value) : value.slice(0, MAX_LISTED).map(text);
  };
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, of(value)]));
}

interface Refused {
  params?: RefusalParams;
  inputs?: EvaluationInputs | null;
}

function refusal(code: ReasonCode, params: RefusalParams | undefined, current: Refusal['current']): Refusal {
  return { code, ...(params === undefined ? {} : { params: bounded(params) }), message: code, current };
}

export const refused = (code: ReasonCode, { params, inputs = null }: Refused = {}): Decision => ({
  accepted: false,
  refusal: refusal(code, params, null),
  inputs,
});

/** A refusal about a request that the actor may see: it includes the current state. */
export function refusedFor(
  { revision, status }: DiscountRequest,
  code: ReasonCode,
  { params, inputs = null }: Refused = {},
): Decision {
  return { accepted: false, refusal: refusal(code, params, { revision, status }), inputs };
}

/** Said whether or not the worker has closed the request yet. */
export const refusedAsExpired = (request: DiscountRequest): Decision =>
  refusedFor(request, 'expired', { params: { at: request.expiresAt } });
