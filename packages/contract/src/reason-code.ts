import { z } from 'zod';

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
  'requestExists',
  'customerUnknown',
  'customerBlocked',
  'productUnknown',
  'productDiscontinued',
  'guardrail',
  'notConfigured',
  'internalError',
] as const;
export const reasonCodeSchema = z.enum(REASON_CODES);
export type ReasonCode = z.infer<typeof reasonCodeSchema>;
