import type { Id } from '@marginiq/contract/scalars';

/** What statistics need of a request that was decided, and no more. */
export interface Deal {
  /** The request's. */
  id: Id;
  ownerId: Id | null;
  /** The share at which it counts. */
  listMinor: number;
  discountBp: number;
  marginBp: number;
  isApproved: boolean;
  /** As the request says. */
  sale: string;
  /** False for a return, a gift and another currency: their shares are not comparable with the others'. */
  isComparable: boolean;
}

/**
 * Deals of one customer, a few hundred at most: one more deal must not rewrite all of a large customer's.
 *
 * Everything here is derived from the requests, so it can be discarded: without a state that points at it, it is rebuilt from
 * scratch.
 */
export interface DealFiguresRecord {
  /** `n` as text. */
  _id: string;
  companyId: Id;
  /** Numbers are never given out twice. */
  n: number;
  customerId: Id;
  deals: Deal[];
  isFull: boolean;
  /** Present while the customer's history may be another one by these deals. */
  untold?: true;
}

/** How far a company's figures and statistics have come. One for each company. */
export interface StatisticsStateRecord {
  /** The company's id. */
  _id: Id;
  companyId: Id;
  /** The version of the figures: those of another form are rebuilt from scratch. */
  form: number;
  /** Incremented with each change of the figures or of this: a writer with another round writes nothing. */
  round: number;
  /** The counter's epoch, to which the positions belong. */
  epoch: string;
  /** The company's currency, in which deals are comparable. */
  currency: string | null;
  /** Pages below it are of figures that were thrown away. */
  firstPage: number;
  nextPage: number;
  /** While the figures are made: customers up to this id are done. Null: all are. */
  builtUpTo: Id | null;
  /** Requests up to this position are in the figures, if all customers are done. */
  requestsUpTo: number;
  /** Customers up to this position have the history that the figures give. */
  customersUpTo: number;
  /** The version of the statistics that says what these figures say; null: none does yet. */
  counted: Id | null;
}
