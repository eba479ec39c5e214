import type { Product } from '@marginiq/contract/product';
import { multiplyDivide, WHOLE_BP } from '@marginiq/domain/money';
import { PRODUCT_FIELDS } from './audit-import.ts';
import type { Place } from './change.ts';
import { foldKey, KeyIndex, writtenReason, zerosReason } from './keys.ts';
import { Plan } from './plan.ts';
import type { Problems } from './problem.ts';
import type { Table } from './read-table.ts';
import { Required } from './required.ts';
import type { ProductRow } from './rows.ts';

export interface ProductPlan {
  plan: Plan<Product>;
  /** All there will be. */
  products: KeyIndex<Product>;
}

/**
 * What the file says about a product replaces what is stored; what it does not mention stays. A share of the list price
 * replaces a cost only if nobody knows one.
 */
export async function planProducts(
  existing: readonly Product[],
  { file, rows, columns }: Table<ProductRow>,
  {
    companyId,
    newId,
    costShareBp,
    keysAsWritten,
    problems,
    place,
    onRow,
  }: {
    companyId: string;
    newId: () => string;
    costShareBp: number | null;
    keysAsWritten: boolean;
    problems: Problems;
    place: Place<Product>;
    onRow?: () => void;
  },
): Promise<ProductPlan> {
  const plan = new Plan<Product>(PRODUCT_FIELDS, place);
  const products = new KeyIndex(existing, ({ sku }) => sku);
  const here = new KeyIndex(existing, ({ sku }) => sku);
  const required = new Required({ file, columns }, problems);
  for (const row of rows) {
    onRow?.();
    const before = here.find(row.sku) ?? null;
    const at = { file, line: row.line, column: 'sku', value: row.sku };
    const zeros = before === null && !keysAsWritten ? here.differingInZeros(row.sku) : null;
    if (zeros !== null) {
      problems.add({ ...at, reason: zerosReason(zeros) });
      continue;
    }
    if (before !== null && before.sku !== row.sku) problems.note({ ...at, reason: writtenReason(before.sku) });
    const name = row.name ?? before?.name;
    const category = row.category ?? before?.category;
    const listPriceMinor = row.listPriceMinor ?? before?.listPriceMinor;
    const share =
      costShareBp === null || listPriceMinor === undefined
        ? undefined
        : multiplyDivide(listPriceMinor, costShareBp, WHOLE_BP);
    const costMinor = row.costMinor ?? before?.costMinor ?? share;
    const needed = { name, category, listPrice: listPriceMinor, ...(costShareBp === null ? { cost: costMinor } : {}) };
    const complete = required.check({ line: row.line, key: row.sku, what: 'product' }, needed);
    if (
      !complete ||
      name === undefined ||
      category === undefined ||
      listPriceMinor === undefined ||
      costMinor === undefined
    ) {
      plan.incomplete.add(foldKey(row.sku));
      continue;
    }
    const after: Product = {
      id: before?.id ?? newId(),
      companyId,
      seq: before?.seq ?? 0,
      sku: before?.sku ?? row.sku,
      name,
      category,
      unit: row.unit ?? before?.unit ?? '',
      listPriceMinor,
      costMinor,
      discontinued: row.discontinued ?? before?.discontinued ?? false,
    };
    products.set(after);
    await plan.add({ key: after.sku, line: row.line, before, after });
  }
  required.addProblems();
  return { plan, products };
}
