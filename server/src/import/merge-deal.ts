import { isDeepStrictEqual } from 'node:util';
import type { Customer } from '@marginiq/contract/customer';
import type { DiscountRequest, RequestItem, RequestStep } from '@marginiq/contract/discount-request';
import { SYSTEM } from '@marginiq/domain/decision';
import { IMPORT_WORDS } from '../words/import-words.ts';
import type { DealRow } from './rows.ts';

/** What the files say about a deal, with references resolved. Undefined: not stated. */
export interface DealFacts {
  row: DealRow;
  customer: Customer | undefined;
  at: string | undefined;
  owner: Pick<DiscountRequest, 'ownerId' | 'ownerName' | 'teamId'>;
  items: RequestItem[];
}

type Evaluate = (items: RequestItem[], customerId: string) => DiscountRequest['evaluation'];

const step = (
  kind: RequestStep['kind'],
  { revision, at, note = null }: { revision: number; at: string; note?: string | null },
) => ({ kind, revision, by: SYSTEM, at, note, suggestedDiscountBp: null }) satisfies RequestStep;

/** A deal of the past as a request that was submitted, approved and sold, dated as it was. */
export function newDeal(
  { id, companyId, currency, note }: Pick<DiscountRequest, 'id' | 'companyId' | 'currency'> & { note: string },
  { customer, at, owner, items, row }: DealFacts & { customer: Customer; at: string },
  evaluate: Evaluate,
): DiscountRequest {
  const first = { revision: 1, at };
  return {
    id,
    companyId,
    seq: 0,
    revision: 1,
    status: 'approved',
    ...owner,
    customerId: customer.id,
    customerName: customer.name,
    currency,
    items,
    justification: '',
    evaluation: evaluate(items, customer.id),
    steps: [step('submit', { ...first, note }), step('approve', first), step('recordSale', first)],
    sale: row.sale ?? 'won',
    madeAt: at,
    submittedAt: at,
    changedAt: at,
    expiresAt: at,
  };
}

/** Who last said how the sale ended: a person, rather than an import. */
const saleIsPersons = ({ steps }: DiscountRequest) =>
  steps.findLast(({ kind }) => kind === 'recordSale')?.by.userId != null;

/**
 * An imported deal with a later file's corrections. Steps are only ever added, so what people did is kept; if what was sold,
 * or to whom, is corrected, that is another revision, evaluated by the current rules. A date alone is corrected in place.
 */
export function mergeDeal(
  before: DiscountRequest,
  { row, customer, at, owner, items }: DealFacts,
  { now, evaluate, keep }: { now: string; evaluate: Evaluate; keep: (column: string, reason: string) => void },
): DiscountRequest {
  const after: DiscountRequest = { ...before, ...owner, steps: [...before.steps] };
  if (at !== undefined && at !== before.submittedAt) {
    // One that nobody has touched since is as old as its date.
    const untouched = before.changedAt === before.submittedAt;
    Object.assign(after, { madeAt: at, submittedAt: at, expiresAt: at, changedAt: untouched ? at : before.changedAt });
  }
  const [customerId, customerName] =
    customer === undefined || customer.id === before.customerId
      ? [before.customerId, before.customerName]
      : [customer.id, customer.name];
  if (customerId !== before.customerId || !isDeepStrictEqual(items, before.items)) {
    const revision = before.revision + 1;
    const corrected = {
      items,
      customerId,
      customerName,
      evaluation: evaluate(items, customerId),
      revision,
      changedAt: now,
    };
    Object.assign(after, corrected);
    after.steps.push(
      step('revise', { revision, at: now, note: IMPORT_WORDS.correctedByAnImport }),
      // Granted when it was sold: a correction of a deal of long ago is no discount of this week.
      step('approve', { revision, at: after.submittedAt }),
    );
  }
  if (row.sale !== undefined && row.sale !== before.sale) {
    if (saleIsPersons(before)) keep('sale', IMPORT_WORDS.saleByPerson(before.sale));
    else {
      after.sale = row.sale;
      after.changedAt = now;
      after.steps.push(step('recordSale', { revision: after.revision, at: now }));
    }
  }
  return after;
}
