import type { ReadProvisional } from '@marginiq/contract/command';
import type { Actor, DiscountRequest } from '@marginiq/contract/discount-request';
import type { Id, Instant } from '@marginiq/contract/scalars';
import type { ActingUser } from '@marginiq/domain/context';
import type { Recipient } from '@marginiq/domain/hand-over';
import type { KeptInputs } from '@marginiq/domain/kept-inputs';

/* What is stored of each decision, so that it can be repeated. Read by replay alone; never sent to clients. */

/** What a decision left: the request's new position, and a digest of the request there (commands/request-digest.ts). */
export interface Left {
  seq: number;
  digest: string;
}

interface Kept {
  /** See `KEPT_FORM`. */
  form: number;
  /** Position of the request that it was about; null if there was none. */
  beforeSeq: number | null;
  /** Null: it changed nothing. */
  left: Left | null;
}

/** With a command: what it was decided on, beside its own record. */
export interface KeptDecision extends Kept {
  /** The version of the arguments as stored: see `COMMAND_UPCASTERS`. */
  version: number;
  actor: ActingUser;
  /** What the device displayed when the person acted. */
  provisional: ReadProvisional | null;
  inputs: KeptInputs;
  /**
   * The request before it, if the decision changed that. A decision that changed nothing finds it in the request itself, or with the
   * decision that changed it next. So each state of a request is stored once, and a refusal costs no copy of what it left alone.
   */
  before?: DiscountRequest;
}

/**
 * The fields that a decision without a command changes, as they were before: with the result, that is the whole request before it.
 * (Storing the whole made moving everything a person owns up to a quarter slower.)
 */
export type Undo = Pick<DiscountRequest, 'ownerId' | 'ownerName' | 'teamId' | 'status' | 'changedAt'> & {
  /** How many there were: they are only ever added to. */
  steps: number;
};

/** Decisions without a command: an open request's time has run out, or it goes to somebody else. */
export interface DecisionRecord extends Kept {
  _id: string;
  companyId: Id;
  requestId: Id;
  type: 'request.expire' | 'request.handOver';
  by: Actor;
  at: Instant;
  /** Whom it was handed to; null if nobody. */
  to: Recipient | null;
  beforeSeq: number;
  left: Left;
  undo: Undo;
}
