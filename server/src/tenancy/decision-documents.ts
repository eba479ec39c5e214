import type { ReadProvisional } from '@marginiq/contract/command';
import type { Actor, DiscountRequest } from '@marginiq/contract/discount-request';
import type { Id, Instant } from '@marginiq/contract/scalars';
import type { ActingUser } from '@marginiq/domain/context';
import type { Recipient } from '@marginiq/domain/hand-over';
import type { KeptInputs } from '@marginiq/domain/kept-inputs';

/* What is kept of each decision, so that it can be made again. Read by replay alone; clients are told nothing of it. */

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
  /** Of the arguments, as they are stored: see `COMMAND_UPCASTERS`. */
  version: number;
  actor: ActingUser;
  /** What the device showed when the person acted. */
  provisional: ReadProvisional | null;
  inputs: KeptInputs;
  /**
   * The request before it, if the decision changed that. One that changed nothing finds it where it still stands, or with the decision
   * that changed it. So each state of a request is stored once, and a refusal costs no copy of what it refused to touch.
   */
  before?: DiscountRequest;
}

/**
 * What a decision without a command changes of a request, as it was before: with what it left, that is the whole request before it.
 * (Keeping the whole made moving all that somebody owns up to a quarter slower.)
 */
export type Undo = Pick<DiscountRequest, 'ownerId' | 'ownerName' | 'teamId' | 'status' | 'changedAt'> & {
  /** How many there were: they are only ever added to. */
  steps: number;
};

/** What is decided without a command: an open request's time is over, or it goes to somebody else. */
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
