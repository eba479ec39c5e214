import { createRandom, type Random } from '@marginiq/server/demo/generate/random';

/** One file for each option of `npm run import` that takes one. */
export type SalesFiles = Record<'customers' | 'products' | 'orders' | 'order-details', string>;

/** With fewer, a deal has more lines than there are products. */
export const LEAST_ROWS = 1_000;

const FIRST_DAY = Date.UTC(2024, 0, 1);
const DAYS = 600;
const DAY_MS = 86_400_000;

const money = (minor: number) => (minor / 100).toFixed(2);
const file = (header: string, rows: readonly string[]) => `${[header, ...rows].join('\n')}\n`;

/** As many lines for each deal that they are `lines` together: between one and twice the mean. */
function linesPerDeal(deals: number, lines: number, random: Random): number[] {
  const mean = Math.floor(lines / deals);
  const counts: number[] = [];
  while (counts.length < deals) {
    const off = counts.length === deals - 1 ? 0 : random.int(0, mean - 1);
    counts.push(...[mean - off, mean + off].slice(0, deals - counts.length));
  }
  for (let left = lines - mean * deals; left > 0; left -= 1) counts[left % deals] = (counts[left % deals] ?? 0) + 1;
  return counts;
}

function different(count: number, among: number, random: Random): Set<number> {
  const chosen = new Set<number>();
  while (chosen.size < count) chosen.add(random.int(1, among));
  return chosen;
}

/**
 * A company's customers, products and past deals, as many rows together: of 200,000, 2,000 are customers, 10,000 products, 10,000
 * deals, and the others the lines of these.
 *
 * @param people emails of those who sell
 */
export function salesFiles({ rows, seed, people }: { rows: number; seed: number; people: string[] }): SalesFiles {
  const random = createRandom(seed);
  const [customers, products, deals] = [Math.floor(rows / 100), Math.floor(rows / 20), Math.floor(rows / 20)];
  const someone = () => people[random.int(0, people.length - 1)] ?? '';
  const listPrices = Array.from({ length: products }, () => random.int(150, 90_000));
  const orders: string[] = [];
  const details: string[] = [];
  for (const [index, count] of linesPerDeal(deals, rows - customers - products - deals, random).entries()) {
    const deal = `D-${index + 1}`;
    const date = new Date(FIRST_DAY + random.int(0, DAYS) * DAY_MS).toISOString().slice(0, 10);
    orders.push(`${deal},C-${random.int(1, customers)},${date},${someone()},${random.chance(0.8) ? 'won' : 'lost'}`);
    for (const product of different(count, products, random)) {
      const listPrice = money(listPrices[product - 1] ?? 0);
      details.push(`${deal},SKU-${product},${random.int(1, 40)},${listPrice},${random.int(0, 40) / 2}`);
    }
  }
  return {
    customers: file(
      'code,name,class,city,ownerEmail',
      Array.from(
        { length: customers },
        (_, index) => `C-${index + 1},Customer ${index + 1} Ltd,${random.pick(['A', 'B', 'C'])},Kiel,${someone()}`,
      ),
    ),
    products: file(
      'sku,name,category,unit,listPrice,cost',
      listPrices.map((minor, index) => {
        const cost = Math.round((minor * random.int(45, 80)) / 100);
        return `SKU-${index + 1},Product ${index + 1},Category ${random.int(1, 30)},pcs,${money(minor)},${money(cost)}`;
      }),
    ),
    orders: file('deal,customer,date,salesperson,sale', orders),
    'order-details': file('deal,sku,quantity,listPrice,discountPercent', details),
  };
}
