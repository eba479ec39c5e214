import { lineMargin, totalMargin } from '@marginiq/domain/margin';
import { multiplyDivide } from '@marginiq/domain/money';
import { commit } from '@marginiq/server/tenancy/commit';
import { Database } from '@marginiq/server/tenancy/database';
import type { Installation } from './installation.ts';

type Unit = Parameters<Parameters<typeof commit>[1]>[0];

/** Changes a company's data as an operator or an import would: its devices learn of it by the sync. */
async function change(
  installation: Installation,
  slug: string,
  work: (unit: Unit, companyId: string) => Promise<void>,
) {
  const database = await Database.connect(process.env.MONGODB_URI ?? '', installation.databaseName);
  try {
    const companyId = await database.companyIdBySlug(slug);
    if (companyId === null) throw new Error(`there is no company ${slug}`);
    await commit(database.tenant(companyId), (unit) => work(unit, companyId));
  } finally {
    await database.close();
  }
}

export function setCompanyLocale(installation: Installation, slug: string, locale: string): Promise<void> {
  return change(installation, slug, async (unit, companyId) => {
    const company = await unit.store.collection('companies').findById(companyId);
    if (company !== null) unit.put('companies', { ...company, locale }, company);
  });
}

export function setCustomerBlocked(
  installation: Installation,
  slug: string,
  { name, blocked }: { name: string; blocked: boolean },
): Promise<void> {
  return change(installation, slug, async (unit) => {
    const [customer] = await unit.store.collection('customers').find({ name });
    if (customer === undefined) throw new Error(`there is no customer ${name}`);
    const blockedReason = blocked ? 'unpaid invoices' : null;
    unit.put('customers', { ...customer, blocked, blockedReason }, customer);
  });
}

/** Gives a customer, a product or a person another name, as an import does. */
export function rename(
  installation: Installation,
  slug: string,
  { of, from, to }: { of: 'customers' | 'products' | 'users'; from: string; to: string },
): Promise<void> {
  return change(installation, slug, async (unit) => {
    const [found] = await unit.store.collection(of).find({ name: from } as never);
    if (found === undefined) throw new Error(`there is nothing called ${from}`);
    unit.put(of, { ...found, name: to }, found);
  });
}

/** Writes a customer's name past the one door, whatever clients make of it: only a device that pulls it later meets it. */
export async function renameUnchecked(
  installation: Installation,
  slug: string,
  { from, to }: { from: string; to: string },
): Promise<void> {
  const database = await Database.connect(process.env.MONGODB_URI ?? '', installation.databaseName);
  try {
    const companyId = await database.companyIdBySlug(slug);
    if (companyId === null) throw new Error(`there is no company ${slug}`);
    await database
      .tenant(companyId)
      .collection('customers')
      .updateMany({ name: from }, { $set: { name: to } });
  } finally {
    await database.close();
  }
}

/** Makes everything that a request asks for cost more, as an import does. */
export function raiseCosts(
  installation: Installation,
  slug: string,
  { requestId, percent }: { requestId: string; percent: number },
): Promise<void> {
  return change(installation, slug, async (unit) => {
    const request = await unit.store.collection('discountRequests').findById(requestId);
    if (request === null) throw new Error(`there is no request ${requestId}`);
    const products = await unit.store.collection('products').findByIds(request.items.map(({ productId }) => productId));
    for (const product of products.values()) {
      const costMinor = multiplyDivide(product.costMinor, 100 + percent, 100);
      unit.put('products', { ...product, costMinor }, product);
    }
  });
}

/** Has everything that a request asks for sold by this unit, as an import does. */
export function sellBy(
  installation: Installation,
  slug: string,
  { requestId, unit: to }: { requestId: string; unit: string },
): Promise<void> {
  return change(installation, slug, async (unit) => {
    const request = await unit.store.collection('discountRequests').findById(requestId);
    if (request === null) throw new Error(`there is no request ${requestId}`);
    const products = await unit.store.collection('products').findByIds(request.items.map(({ productId }) => productId));
    for (const product of products.values()) unit.put('products', { ...product, unit: to }, product);
  });
}

/** Gives a request these lines of its own products, of the same one more than once, as the deals of an import may have them. */
export function setLines(
  installation: Installation,
  slug: string,
  { requestId, lines: wanted }: { requestId: string; lines: readonly { of: number; quantity: number }[] },
): Promise<void> {
  return change(installation, slug, async (unit) => {
    const request = await unit.store.collection('discountRequests').findById(requestId);
    if (request === null) throw new Error(`there is no request ${requestId}`);
    const items = wanted.flatMap(({ of, quantity }) =>
      request.items.slice(of, of + 1).map((item) => ({ ...item, quantity })),
    );
    const lines = items.map(lineMargin);
    const evaluation = { ...request.evaluation, lines, total: totalMargin(items) };
    unit.put('discountRequests', { ...request, items, evaluation }, request);
  });
}
