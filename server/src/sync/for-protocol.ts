import type { Customer } from '@marginiq/contract/customer';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Outcome } from '@marginiq/contract/outcome';
import type { Changes } from '@marginiq/contract/pull';
import { codeFor } from '@marginiq/contract/reason-code';
import { inWholeLines } from '@marginiq/domain/whole-lines';

/*
 * What a client of an earlier protocol is sent. It rejects a whole reply over one unknown word, and would never sync again (law
 * 1).
 */

const WITH_MORE_WORDS = 4;
const WITH_PARTS = 5;

/** The outcome as a client of this protocol understands it. */
export function outcomeFor(protocol: number, outcome: Outcome): Outcome {
  const { refusal, changedInputs } = outcome;
  const code = refusal && codeFor(protocol, refusal.code);
  const knows = protocol >= WITH_MORE_WORDS || !changedInputs.includes('granted');
  if (knows && code === (refusal?.code ?? null)) return outcome;
  return {
    ...outcome,
    refusal: refusal && { ...refusal, code: code ?? refusal.code },
    changedInputs: knows ? changedInputs : changedInputs.filter((input) => input !== 'granted'),
  };
}

const isNew = ({ steps, evaluation, ownerId }: DiscountRequest): boolean =>
  ownerId === null ||
  steps.some(({ kind }) => kind === 'handOver') ||
  evaluation.holdReasons.includes('togetherTooHigh');

function inFewerWords(request: DiscountRequest): DiscountRequest {
  if (!isNew(request)) return request;
  const { ownerId, companyId, steps, evaluation } = request;
  const holdReasons = evaluation.holdReasons.map((reason) => (reason === 'togetherTooHigh' ? 'amountTooHigh' : reason));
  return {
    ...request,
    // An owner was required. The company's id is a well-formed one, and nobody's.
    ownerId: ownerId ?? companyId,
    // Whose it is now, the document says itself.
    steps: steps.filter(({ kind }) => kind !== 'handOver'),
    evaluation: { ...evaluation, holdReasons },
  };
}

const requestFor = (protocol: number) => (request: DiscountRequest) => {
  const told = inWholeLines(request);
  return protocol >= WITH_MORE_WORDS ? told : inFewerWords(told);
};

/** Its owner and team were required: the company's id takes their place, as for requests. */
const customerFor = (protocol: number) => (customer: Customer) => {
  if (protocol >= WITH_MORE_WORDS) return customer;
  const { ownerId, teamId, companyId } = customer;
  if (ownerId !== null && teamId !== null) return customer;
  return { ...customer, ownerId: ownerId ?? companyId, teamId: teamId ?? companyId };
};

/** The same list if there is nothing to say otherwise. */
function translated<T>(documents: T[], translate: (document: T) => T): T[] {
  const told = documents.map(translate);
  return told.every((document, index) => document === documents[index]) ? documents : told;
}

function translate(protocol: number, changes: Changes): Changes {
  const { requests, customers } = changes;
  const toldRequests = translated(requests.upserts, requestFor(protocol));
  const toldCustomers = translated(customers.upserts, customerFor(protocol));
  if (toldRequests === requests.upserts && toldCustomers === customers.upserts) return changes;
  return {
    ...changes,
    requests: { ...requests, upserts: toldRequests },
    customers: { ...customers, upserts: toldCustomers },
  };
}

/** Translations of changes per protocol: right after an update, most of a company's streams need the older form. */
const translations = new WeakMap<Changes, Map<number, Changes>>();

/**
 * The changes as a client of this protocol understands them; the same object if it understands them all. Clients that receive
 * the same changes get the same translation, which is then serialised once for all of them.
 */
export function changesFor(protocol: number, changes: Changes): Changes {
  if (protocol >= WITH_PARTS) return changes;
  const known = translations.get(changes) ?? new Map<number, Changes>();
  const told = known.get(protocol) ?? translate(protocol, changes);
  translations.set(changes, known.set(protocol, told));
  return told;
}
