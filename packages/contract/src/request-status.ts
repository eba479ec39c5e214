import type { CommandType } from './command.ts';
import { known, type Open } from './open-enum.ts';

export const REQUEST_STATUSES = [
  'underReview',
  'adjustmentRequested',
  'autoApproved',
  'approved',
  'rejected',
  'withdrawn',
  'expired',
] as const;
export type RequestStatus = (typeof REQUEST_STATUSES)[number];

/** What a status means, and what may be done in it. Who may do it, and on which conditions, is decided by `domain`. */
interface StatusMeaning {
  /** Who has to act before it goes on; null: it has come to its end. */
  waitsFor: 'approver' | 'owner' | null;
  /** What was said to the discount that the salesperson wished; null: nothing. */
  answer: 'yes' | 'no' | null;
  /** The commands that somebody may give. */
  may: readonly CommandType[];
}

const BY_THE_OWNER = ['request.revise', 'request.withdraw'] as const;
const BY_AN_APPROVER = ['request.approve', 'request.reject', 'request.requestAdjustment'] as const;

/**
 * The one table of a request's statuses: decisions, screens, lists and queries derive from it. Only an open request has a deadline, and
 * only that can be handed over with the work that it still makes.
 */
export const STATUS_MEANINGS: Readonly<Record<RequestStatus, StatusMeaning>> = {
  underReview: { waitsFor: 'approver', answer: null, may: [...BY_AN_APPROVER, ...BY_THE_OWNER] },
  adjustmentRequested: { waitsFor: 'owner', answer: null, may: BY_THE_OWNER },
  approved: { waitsFor: null, answer: 'yes', may: ['request.recordSale'] },
  autoApproved: { waitsFor: null, answer: 'yes', may: ['request.recordSale'] },
  rejected: { waitsFor: null, answer: 'no', may: [] },
  withdrawn: { waitsFor: null, answer: null, may: [] },
  expired: { waitsFor: null, answer: null, may: [] },
};

const UNKNOWN: StatusMeaning = { waitsFor: null, answer: null, may: [] };

/** Of a status that this program does not know, nothing is said, and nothing may be done in it. */
export function meaningOf(status: Open<RequestStatus>): StatusMeaning {
  const one = known(REQUEST_STATUSES, status);
  return one === null ? UNKNOWN : STATUS_MEANINGS[one];
}

const statusesWhere = (holds: (meaning: StatusMeaning) => boolean): readonly RequestStatus[] =>
  REQUEST_STATUSES.filter((status) => holds(STATUS_MEANINGS[status]));

/** Somebody still has to act: decide, or change the request. */
export const OPEN_STATUSES = statusesWhere(({ waitsFor }) => waitsFor !== null);

/** It can be sold, for a while. */
export const APPROVED_STATUSES = statusesWhere(({ answer }) => answer === 'yes');
