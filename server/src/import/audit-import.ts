import { requestCode } from '@marginiq/domain/request-code';
import type { Plans } from './make-plans.ts';
import type { Change } from './plan.ts';

/** An entry names no more documents of a kind than this; the counts tell how many there were. */
const MAX_NAMED = 50;

type Shown = Record<string, unknown>;

const CUSTOMER_FIELDS = [
  'name',
  'class',
  'segment',
  'city',
  'country',
  'blocked',
  'blockedReason',
  'ownerId',
  'teamId',
];
const PRODUCT_FIELDS = ['name', 'category', 'unit', 'listPriceMinor', 'costMinor', 'discontinued'];
const DEAL_FIELDS = ['submittedAt', 'customerName', 'ownerName', 'ownerId', 'teamId', 'sale', 'revision'];

/** Keys of what is new, and the changed fields of what was here, on one side of the import. */
function documents<T>(changes: readonly Change<T>[], fields: readonly string[], side: 'before' | 'after'): Shown {
  const updated = changes.flatMap(({ key, before, after }) => {
    if (before === null) return [];
    const [from, to] = [before as Shown, after as Shown];
    const changed = fields.filter((field) => from[field] !== to[field]);
    const shown = side === 'before' ? from : to;
    return [{ key, ...Object.fromEntries(changed.map((field) => [field, shown[field]])) }];
  });
  const named = { changed: updated.slice(0, MAX_NAMED) };
  if (side === 'before') return named;
  const created = changes.flatMap(({ key, before }) => (before === null ? [key] : []));
  return { new: created.slice(0, MAX_NAMED), ...named };
}

/** What an import did, for the audit log: counts, and by name as much as fits. */
export function auditedImport(
  { customers, products, deals, requests, before: totals }: Plans,
  { counts, operator }: { counts: Shown; operator: string },
): { before: Shown; after: Shown } {
  const side = (which: 'before' | 'after') => ({
    customers: documents(customers.changes, CUSTOMER_FIELDS, which),
    products: documents(products.changes, PRODUCT_FIELDS, which),
    deals: documents(deals.changes, DEAL_FIELDS, which),
  });
  const after = {
    customers: totals.customers + customers.created,
    products: totals.products + products.created,
    deals: totals.deals + deals.created,
  };
  const moved = requests.slice(0, MAX_NAMED).map(({ id }) => requestCode(id));
  return {
    before: { totals, documents: side('before') },
    after: { ...counts, totals: after, documents: { ...side('after'), requests: moved }, operator },
  };
}
