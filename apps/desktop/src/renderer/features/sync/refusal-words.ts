import type { Refusal } from '@marginiq/contract/outcome';
import type { ReasonCode } from '@marginiq/contract/reason-code';

const WORDS: Record<ReasonCode, { title: string; next: string }> = {
  invalidCommand: { title: 'It was not complete', next: 'Edit it and submit it again.' },
  commandIdReused: { title: 'It was sent before under the same number', next: 'Discard it and do it again.' },
  notFound: { title: 'The request is not there, or not yours to see any more', next: 'Discard this action.' },
  notAllowed: { title: 'You are not allowed to do this', next: 'Ask a manager or an admin.' },
  ownRequest: { title: 'Nobody decides on a request of their own', next: 'Somebody else must decide on it.' },
  approverLimit: { title: 'This needs the approval of an admin', next: 'Ask an admin to decide on it.' },
  revisionChanged: {
    title: 'The request was revised meanwhile',
    next: 'Look at the revision that stands now, and decide again.',
  },
  statusChanged: {
    title: 'The request was decided or closed meanwhile',
    next: 'See what stands now; nothing of yours was applied.',
  },
  requestExists: { title: 'This request was made already', next: 'Discard this action.' },
  customerUnknown: {
    title: 'The customer is not there, or not yours to see any more',
    next: 'Choose another customer.',
  },
  customerBlocked: { title: 'The customer is blocked', next: 'Nobody may approve discounts for a blocked customer.' },
  productUnknown: { title: 'A product does not exist any more', next: 'Remove it and submit again.' },
  productDiscontinued: { title: 'A product was discontinued', next: 'Remove it and submit again.' },
  guardrail: { title: 'A guardrail that nobody may pass', next: 'Ask for less discount.' },
  notConfigured: { title: 'The company’s rules are not set up', next: 'Ask an admin to set them up.' },
  internalError: { title: 'The server could not decide this', next: 'It is noted there. Submit it again later.' },
};

/** Why a command was refused and what to do, in words. */
export function refusalWords({ code, message }: Refusal): { title: string; detail: string; next: string } {
  return { ...WORDS[code], detail: message };
}
