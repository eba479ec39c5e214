import type { Actor, DiscountRequest } from '@marginiq/contract/discount-request';
import type { Recipient } from '@marginiq/domain/hand-over';
import { KEPT_FORM } from '@marginiq/domain/kept-inputs';
import type { DecisionRecord } from '../tenancy/decision-documents.ts';
import { type Stored, toStored } from '../tenancy/documents.ts';
import { UnfitDocumentError } from '../tenancy/fit.ts';
import type { Commit } from '../tenancy/unit-of-work.ts';
import { requestDigest } from './request-digest.ts';

interface Change {
  type: DecisionRecord['type'];
  by: Actor;
  at: string;
  /** In its stored form. */
  before: Stored<DiscountRequest>;
  after: DiscountRequest;
  /** Whom it is handed to. */
  to?: Recipient;
}

/**
 * Puts a request aside as a decision without a command leaves it, and keeps the decision: the one way for these. One that clients
 * could not read is left out, and so is its decision.
 * @returns why it was left out; null if it was put aside
 */
export function putDecided(unit: Commit, { type, by, at, before, after, to }: Change): UnfitDocumentError | null {
  const { ownerId, ownerName, teamId, status, changedAt, steps } = before;
  try {
    const { seq } = unit.put('discountRequests', toStored(after), before);
    unit.insert('decisions', {
      // Positions are given out again after a backup was put back; its times are not.
      _id: `${after.id}:${seq}:${at}`,
      companyId: unit.store.companyId,
      requestId: after.id,
      type,
      by: { userId: by.userId, name: by.name, role: by.role },
      at,
      to: to === undefined ? null : { id: to.id, name: to.name, teamId: to.teamId },
      form: KEPT_FORM,
      beforeSeq: before.seq,
      undo: { ownerId, ownerName, teamId, status, changedAt, steps: steps.length },
      left: { seq, digest: requestDigest(after) },
    });
    return null;
  } catch (error) {
    if (error instanceof UnfitDocumentError) return error;
    throw error;
  }
}
