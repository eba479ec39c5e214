import type { Customer } from '@marginiq/contract/customer';
import type { DiscountRequest, RequestItem, RequestStep } from '@marginiq/contract/discount-request';
import type { Governance } from '@marginiq/contract/governance';
import type { Product } from '@marginiq/contract/product';
import type { Company, Statistics } from '@marginiq/contract/reference';
import type { RuleSet } from '@marginiq/contract/rule-set';
import { SYSTEM } from '@marginiq/domain/decision';
import { evaluate } from '@marginiq/domain/evaluate';
import { multiplyDivide } from '@marginiq/domain/money';
import { dealId } from './deal-id.ts';
import type { Plan } from './plan-catalogue.ts';
import type { Problems } from './problem.ts';
import type { DealLineRow, DealRow } from './rows.ts';
import type { Owner, Salespeople } from './salespeople.ts';

export interface DealWorld {
  company: Company;
  ruleSet: RuleSet;
  governance: Governance;
  statistics: Statistics;
  customers: ReadonlyMap<string, Customer>;
  products: ReadonlyMap<string, Product>;
  salespeople: Salespeople;
}

interface DealFiles {
  dealsFile: string;
  deals: readonly DealRow[];
  linesFile: string;
  lines: readonly DealLineRow[];
}

/** The same share of the list price as the product costs today: what it cost then, nobody wrote down. */
function costThen(product: Product, listPriceMinor: number): number {
  if (product.listPriceMinor === 0) return product.costMinor;
  return multiplyDivide(listPriceMinor, product.costMinor, product.listPriceMinor);
}

function toItems(lines: readonly DealLineRow[], products: DealWorld['products']): RequestItem[] {
  return lines.flatMap(({ sku, quantity, listPriceMinor, discountBp }) => {
    const product = products.get(sku);
    if (product === undefined) return [];
    const { id: productId, name, category } = product;
    return [
      { productId, name, category, quantity, discountBp, listPriceMinor, costMinor: costThen(product, listPriceMinor) },
    ];
  });
}

/**
 * A deal of the past as a request that was submitted, approved and sold. It is evaluated with the rules of now, so
 * that it can be compared, and stands whatever they say: it happened.
 */
function toRequest(
  deal: DealRow,
  items: RequestItem[],
  { customer, owner, world }: { customer: Customer; owner: Owner; world: DealWorld },
): DiscountRequest {
  const { company, ruleSet, governance, statistics } = world;
  const byProductId = new Map([...world.products.values()].map((product) => [product.id, product]));
  const context = { customer, owner, products: byProductId, ruleSet, governance, statistics };
  const step = (kind: RequestStep['kind'], note: string | null): RequestStep => ({
    kind,
    revision: 1,
    by: SYSTEM,
    at: deal.at,
    note,
    suggestedDiscountBp: null,
  });
  return {
    id: dealId(company.id, deal.deal, deal.at),
    companyId: company.id,
    seq: 0,
    revision: 1,
    status: 'approved',
    ownerId: owner.id,
    ownerName: owner.name,
    teamId: owner.teamId,
    customerId: customer.id,
    customerName: customer.name,
    currency: company.currency,
    items,
    justification: '',
    evaluation: evaluate(items, context),
    steps: [step('submit', `Imported deal ${deal.deal}`), step('approve', null), step('recordSale', null)],
    sale: deal.sale,
    madeAt: deal.at,
    submittedAt: deal.at,
    changedAt: deal.at,
    expiresAt: deal.at,
  };
}

/** What a deal is about, without what the program made of it: tells whether a file brings anything new. */
function essence({ items, customerId, ownerId, sale, submittedAt }: DiscountRequest): string {
  return JSON.stringify([items, customerId, ownerId, sale, submittedAt]);
}

export function planDeals(
  files: DealFiles,
  {
    world,
    existing,
    problems,
  }: { world: DealWorld; existing: ReadonlyMap<string, DiscountRequest>; problems: Problems },
): Plan<DiscountRequest> {
  const result: Plan<DiscountRequest> = { changes: [], created: 0, updated: 0, unchanged: 0, byKey: new Map() };
  const linesOf = Map.groupBy(files.lines, ({ deal }) => deal);
  const known = new Set(files.deals.map(({ deal }) => deal));
  for (const { line, deal, sku } of files.lines) {
    const at = { file: files.linesFile, line };
    if (!known.has(deal)) problems.add({ ...at, column: 'deal', value: deal, reason: `is not in ${files.dealsFile}` });
    if (!world.products.has(sku))
      problems.add({ ...at, column: 'sku', value: sku, reason: 'is not a product of this company' });
  }
  for (const [index, deal] of files.deals.entries()) {
    const at = { file: files.dealsFile, line: deal.line };
    const customer = world.customers.get(deal.customerCode);
    const named = world.salespeople.find(deal.salesperson);
    if (customer === undefined) {
      problems.add({
        ...at,
        column: 'customer',
        value: deal.customerCode,
        reason: 'is not a customer of this company',
      });
    }
    if (deal.salesperson.includes('@') && named === null) {
      const reason = 'is not the email of an active salesperson of this company';
      problems.add({ ...at, column: 'salesperson', value: deal.salesperson, reason });
    }
    const lines = linesOf.get(deal.deal) ?? [];
    if (lines.length === 0) {
      problems.add({ ...at, column: 'deal', value: deal.deal, reason: `has no line in ${files.linesFile}` });
    }
    const items = toItems(lines, world.products);
    const owner = named ?? world.salespeople.inTurn(index);
    if (customer === undefined || owner === null || items.length === 0) continue;
    const request = toRequest(deal, items, { customer, owner, world });
    const before = existing.get(request.id);
    result.byKey.set(deal.deal, request);
    if (before !== undefined && essence(before) === essence(request)) {
      result.unchanged += 1;
      continue;
    }
    if (before === undefined) result.created += 1;
    else result.updated += 1;
    result.changes.push(request);
  }
  return result;
}
