import { Database } from '@marginiq/server/tenancy/database';
import type { DemoLogin, Installation } from './installation.ts';

/**
 * What a disk must not reveal: some of what a salesperson's device holds, in the words in which it would be written.
 */
export interface CompanyData {
  customers: string[];
  products: string[];
  /** As JSON has them: `"costMinor":6300`. */
  prices: string[];
}

const ENOUGH = 12;
/** Fewer digits may occur anywhere by chance. */
const TELLING = 1_000;

export async function companyData(
  installation: Installation,
  slug: string,
  { email }: Pick<DemoLogin, 'email'>,
): Promise<CompanyData> {
  const database = await Database.connect(process.env.MONGODB_URI ?? '', installation.databaseName);
  try {
    const companyId = await database.companyIdBySlug(slug);
    if (companyId === null) throw new Error(`there is no company ${slug}`);
    const store = database.tenant(companyId);
    const user = await store.collection('users').findOne({ email });
    if (user === null) throw new Error(`there is no ${email}`);
    const customers = await store.collection('customers').find({ ownerId: user._id });
    const products = await store.collection('products').find({});
    const telling = products.filter(({ costMinor }) => costMinor >= TELLING).slice(0, ENOUGH);
    return {
      customers: customers.slice(0, ENOUGH).map(({ name }) => name),
      products: products.slice(0, ENOUGH).map(({ name }) => name),
      prices: telling.flatMap(({ costMinor, listPriceMinor }) => [
        `"costMinor":${costMinor}`,
        `"listPriceMinor":${listPriceMinor}`,
      ]),
    };
  } finally {
    await database.close();
  }
}
