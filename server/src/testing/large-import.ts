import type { ImportSetting } from '../import/import-csv.ts';
import type { CsvTexts, ImportWorld } from './import-world.ts';
import { KilledError } from './mortal-store.ts';

const lines = <T>(header: string, rows: readonly T[], row: (one: T, index: number) => string) =>
  `${[header, ...rows.map(row)].join('\n')}\n`;
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** Files of this many customers, products and deals. Each deal has two lines, and Anna made it. */
export function largeTexts({ customers = 0, products = 0, deals = 0 }): CsvTexts {
  const texts: CsvTexts = {};
  if (customers > 0) texts.customers = lines('code,name,owner', upTo(customers), (n) => `K${n},Customer ${n},Anna`);
  if (products > 0)
    texts.products = lines(
      'sku,name,category,listPrice,cost',
      upTo(products),
      (n) => `A${n},Article ${n},Things,${n}.00,1.00`,
    );
  if (deals === 0) return texts;
  const numbers = upTo(deals);
  const day = (n: number) => new Date(Date.UTC(2024, 0, n % 300)).toISOString().slice(0, 10);
  texts.deals = lines('deal,customer,date,salesperson', numbers, (n) => `D${n},Anna-${1 + (n % 2)},${day(n)},Anna`);
  const both = numbers.flatMap((n) => [`D${n},P-1,${n},100.00,0.1`, `D${n},P-2,1,50.00,0`]);
  texts.dealLines = lines('deal,sku,quantity,unitPrice,discount', both, (line) => line);
  return texts;
}

/** 50 documents, which are written in five chunks. */
export const LARGE = largeTexts({ customers: 12, products: 15, deals: 23 });
export const IN_FIVE: Partial<ImportSetting> = { chunk: { documents: 10, length: 1_000_000 } };

/** Dies before the chunk that follows this many. */
export const dyingAfter = (chunks: number): Partial<ImportSetting> => {
  let left = chunks;
  const pause = async () => {
    left -= 1;
    if (left === 0) throw new KilledError('killed');
  };
  return { ...IN_FIVE, pause };
};

/**
 * What people see of the company, with keys for ids and without positions: two companies that took the same way have the same.
 */
export async function seenByKey({ store, company }: ImportWorld): Promise<string> {
  const [customers, products, users, deals] = await Promise.all([
    store.collection('customers').find({}),
    store.collection('products').find({}),
    store.collection('users').find({}),
    store.collection('discountRequests').find({}),
  ]);
  const keys = new Map([
    [company.id, 'the company'],
    ...customers.map(({ _id, code }) => [_id, code] as const),
    ...products.map(({ _id, sku }) => [_id, sku] as const),
    ...users.map(({ _id, name }) => [_id, name] as const),
    ...company.data.people.flatMap(({ teamId, name }) =>
      teamId === null ? [] : [[teamId, `team of ${name}`] as const],
    ),
  ]);
  const text = (document: object) => {
    const { _id, seq, ...rest } = document as { _id: string; seq: number };
    return JSON.stringify(rest).replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, (id) => keys.get(id) ?? id);
  };
  return [...customers, ...products, ...deals].map(text).sort().join('\n');
}
