import { z } from 'zod';
import type { Open } from './open-enum.ts';

/** Why a command was refused. Stored with the outcome; the screens turn them into words and a next step. */
export const REASON_CODES = [
  'invalidCommand',
  'commandIdReused',
  'notFound',
  'notAllowed',
  'ownRequest',
  'approverLimit',
  'revisionChanged',
  'statusChanged',
  /** The time for a decision is over, whether or not the request has been closed yet. */
  'expired',
  /** The sale of an approval that is no longer valid. */
  'approvalExpired',
  /** Something that the approver had not seen changed what the approval rests on. */
  'inputsChanged',
  'ownerLeft',
  'suggestionTooHigh',
  'requestExists',
  'customerUnknown',
  'customerBlocked',
  'productUnknown',
  'productDiscontinued',
  /** A part of what is counted, as 2.5 pieces. */
  'soldWhole',
  /** The quantity was entered in a unit that the product is no longer sold in. */
  'unitChanged',
  'guardrail',
  'notConfigured',
  'saleUnchanged',
  'stepLimit',
  'cannotStore',
  'internalError',
] as const;
export const reasonCodeSchema = z.enum(REASON_CODES);
export type ReasonCode = z.infer<typeof reasonCodeSchema>;

/**
 * Codes that came with a later protocol, and what a client of an older one receives instead. Such a client rejects a whole
 * reply over one unknown code, and its outbox would be stuck for good (law 1).
 */
export const LATER_CODES: Partial<Record<ReasonCode, { since: number; before: ReasonCode }>> = {
  saleUnchanged: { since: 4, before: 'statusChanged' },
  stepLimit: { since: 4, before: 'statusChanged' },
  cannotStore: { since: 4, before: 'internalError' },
  expired: { since: 4, before: 'statusChanged' },
  approvalExpired: { since: 4, before: 'statusChanged' },
  inputsChanged: { since: 4, before: 'revisionChanged' },
  ownerLeft: { since: 4, before: 'notAllowed' },
  suggestionTooHigh: { since: 4, before: 'guardrail' },
  soldWhole: { since: 5, before: 'invalidCommand' },
  unitChanged: { since: 5, before: 'invalidCommand' },
};

/** The code as a client of this protocol knows it. */
export function codeFor(protocol: number, code: Open<ReasonCode>): Open<ReasonCode> {
  const later = LATER_CODES[code as ReasonCode];
  return later === undefined || protocol >= later.since ? code : later.before;
}
