import { isDeepStrictEqual } from 'node:util';
import type { Customer } from '@marginiq/contract/customer';
import type { Product } from '@marginiq/contract/product';
import type { Problems } from './problem.ts';
import type { CustomerRow, DealRow, ProductRow } from './rows.ts';
import type { Salespeople } from './salespeople.ts';

/** What an import does to one kind of document. `changes` holds new and changed ones whole. */
export interface Plan<T> {
  changes: T[];
  created: number;
  updated: number;
  unchanged: number;
  /** All there will be, by the company's own key, for what comes after. */
  byKey: Map<string, T>;
}

function plan<T extends { id: string }>(
  existing: readonly T[],
  wanted: readonly { key: string; before: T | undefined; after: T }[],
  keyOf: (document: T) => string,
): Plan<T> {
  const byKey = new Map(existing.map((document) => [keyOf(document), document]));
  const result: Plan<T> = { changes: [], created: 0, updated: 0, unchanged: 0, byKey };
  for (const { key, before, after } of wanted) {
    byKey.set(key, after);
    if (before === undefined) result.created += 1;
    else if (isDeepStrictEqual(before, after)) {
      result.unchanged += 1;
      continue;
    } else result.updated += 1;
    result.changes.push(after);
  }
  return result;
}

export function planProducts(
  existing: readonly Product[],
  rows: readonly ProductRow[],
  { companyId, newId }: { companyId: string; newId: () => string },
): Plan<Product> {
  const known = new Map(existing.map((product) => [product.sku, product]));
  const wanted = rows.map(({ line: _line, ...fields }) => {
    const before = known.get(fields.sku);
    const after: Product = { id: before?.id ?? newId(), companyId, seq: before?.seq ?? 0, ...fields };
    return { key: fields.sku, before, after };
  });
  return plan(existing, wanted, ({ sku }) => sku);
}

const NO_HISTORY = { deals: 0, averageDiscountBp: 0, approvedShareBp: 0, wonShareBp: 0 };

/**
 * What a file says of a customer replaces what stands; what it does not speak of is kept. A new customer's owner is
 * the one the file names, else the salesperson of its latest deal, else the salespeople in turn.
 */
export function planCustomers(
  existing: readonly Customer[],
  rows: readonly CustomerRow[],
  about: {
    file: string;
    companyId: string;
    newId: () => string;
    salespeople: Salespeople;
    deals: readonly DealRow[];
    defaultClass: Customer['class'];
    problems: Problems;
  },
): Plan<Customer> {
  const known = new Map(existing.map((customer) => [customer.code, customer]));
  const latest = new Map<string, DealRow>();
  for (const deal of about.deals) {
    const before = latest.get(deal.customerCode);
    if (before === undefined || before.at <= deal.at) latest.set(deal.customerCode, deal);
  }
  const wanted = rows.flatMap((row, index) => {
    const before = known.get(row.code);
    const named = row.ownerEmail === '' ? null : about.salespeople.find(row.ownerEmail);
    if (row.ownerEmail.includes('@') && named === null) {
      const reason = 'is not the email of an active salesperson of this company';
      about.problems.add({ file: about.file, line: row.line, column: 'ownerEmail', value: row.ownerEmail, reason });
      return [];
    }
    const byDeal = about.salespeople.find(latest.get(row.code)?.salesperson ?? '');
    const owner = named ?? (before === undefined ? (byDeal ?? about.salespeople.inTurn(index)) : null);
    const blocked = row.blocked ?? before?.blocked ?? false;
    const after: Customer = {
      id: before?.id ?? about.newId(),
      companyId: about.companyId,
      seq: before?.seq ?? 0,
      code: row.code,
      name: row.name,
      class: row.class ?? before?.class ?? about.defaultClass,
      segment: row.segment ?? before?.segment ?? '',
      city: row.city ?? before?.city ?? '',
      country: row.country ?? before?.country ?? '',
      blocked,
      blockedReason: blocked ? row.blockedReason || before?.blockedReason || null : null,
      ownerId: owner?.id ?? before?.ownerId ?? '',
      teamId: owner?.teamId ?? before?.teamId ?? '',
      history: before?.history ?? NO_HISTORY,
    };
    return [{ key: row.code, before, after }];
  });
  return plan(existing, wanted, ({ code }) => code);
}
