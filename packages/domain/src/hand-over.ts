import type { ActionRefusal } from '@marginiq/contract/action-refusal';
import type { Actor, DiscountRequest } from '@marginiq/contract/discount-request';
import { MAX_STEPS } from '@marginiq/contract/limits';
import type { Person } from '@marginiq/contract/reference';
import type { Instant } from '@marginiq/contract/scalars';
import { apply } from './apply.ts';
import { requestCode } from './request-code.ts';
import { isApproved, isOpen } from './status.ts';
import { STEPS_FOR_THE_END } from './step-limit.ts';

/** A person who can receive customers and requests. */
export interface Recipient {
  id: string;
  name: string;
  teamId: string;
}

/** The person, if anything can be handed to them; else why it cannot: what they own is in their team, whose manager decides. */
export function recipientOf({
  id,
  name,
  teamId,
  active,
}: Pick<Person, 'id' | 'name' | 'teamId' | 'active'>): Recipient | 'left' | 'noTeam' {
  if (!active) return 'left';
  return teamId === null ? 'noTeam' : { id, name, teamId };
}

export type HandOver =
  | { accepted: true; request: DiscountRequest }
  | { accepted: false; refusal: Extract<ActionRefusal, { code: 'tooManySteps' }> };

/** The refusal of a hand-over for which a request has no room. */
export const tooManySteps = (
  request: Pick<DiscountRequest, 'id' | 'status'>,
): Extract<ActionRefusal, { code: 'tooManySteps' }> => ({
  code: 'tooManySteps',
  request: requestCode(request.id),
  isOpen: isOpen(request),
});

/** How many steps have to be left behind a hand-over: those that end an open request, or that say how a sale ended. */
function stepsLeftFor(request: DiscountRequest): number {
  if (isOpen(request)) return STEPS_FOR_THE_END;
  return isApproved(request) && request.sale === 'unknown' ? 1 : 0;
}

/** An open request with more steps cannot be handed to somebody else. */
export const MOST_STEPS_TO_HAND_OVER = MAX_STEPS - 1 - STEPS_FOR_THE_END;

/** What becomes of a request that is handed to somebody. One of theirs only follows them into their team, without a step. */
export function decideHandOver(
  request: DiscountRequest,
  to: Recipient,
  { by, at }: { by: Actor; at: Instant },
): HandOver {
  if (request.ownerId === to.id) return { accepted: true, request: { ...request, teamId: to.teamId } };
  if (request.steps.length + 1 + stepsLeftFor(request) > MAX_STEPS) {
    return { accepted: false, refusal: tooManySteps(request) };
  }
  const { id: userId, name, teamId } = to;
  return { accepted: true, request: apply(request, { type: 'handedOver', by, at, to: { userId, name, teamId } }) };
}
