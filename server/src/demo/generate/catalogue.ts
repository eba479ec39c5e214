import { type Customer, type CustomerClass, NO_HISTORY } from '@marginiq/contract/customer';
import type { Product } from '@marginiq/contract/product';
import { multiplyDivide } from '@marginiq/domain/money';
import type { DemoPerson } from './people.ts';
import type { Random } from './random.ts';
import { SHARED_CUSTOMER_NAMES, type Trade } from './trade.ts';

const CUSTOMERS = 120;
const BLOCKED = 6;
const DISCONTINUED = 5;

const BLOCK_REASONS = [
  'Invoices unpaid for 90 days',
  'In insolvency proceedings',
  'Credit limit used up',
  'Dispute over the last delivery',
] as const;

interface Scope {
  companyId: string;
  since: number;
}

function classOf(random: Random): CustomerClass {
  const roll = random.next();
  return roll < 0.15 ? 'A' : roll < 0.5 ? 'B' : 'C';
}

/** No two of one company have the same name. */
function customerNames(random: Random, trade: Trade): string[] {
  const names = new Set<string>(SHARED_CUSTOMER_NAMES);
  const all = trade.customerFirst.flatMap((first) => trade.customerSecond.map((second) => `${first} ${second}`));
  while (names.size < CUSTOMERS && all.length > 0) names.add(all.splice(random.int(0, all.length - 1), 1)[0] ?? '');
  return [...names];
}

export function generateCustomers(
  random: Random,
  trade: Trade,
  { companyId, since, salespeople }: Scope & { salespeople: readonly DemoPerson[] },
): Customer[] {
  return customerNames(random, trade).map((name, index): Customer => {
    const owner = salespeople[index % salespeople.length];
    if (owner === undefined || owner.teamId === null) throw new Error('a demo company without salespeople');
    const [city, country] = random.pick(trade.places);
    const blocked = index % Math.floor(CUSTOMERS / BLOCKED) === 13;
    return {
      id: random.id(since),
      companyId,
      seq: 0,
      code: `C-${String(10_001 + index * 7)}`,
      name,
      class: classOf(random),
      segment: random.pick(trade.segments),
      city,
      country,
      blocked,
      blockedReason: blocked ? random.pick(BLOCK_REASONS) : null,
      ownerId: owner.id,
      teamId: owner.teamId,
      history: NO_HISTORY,
    };
  });
}

/** 200 products: eight categories of five things in five sizes. */
export function generateProducts(random: Random, trade: Trade, { companyId, since }: Scope): Product[] {
  const products = trade.categories.flatMap((category, c) =>
    category.things.flatMap((thing, t) =>
      category.sizes.map((size, s): Product => {
        // A larger size costs more, and no two things earn quite the same.
        const listPriceMinor = multiplyDivide(thing.priceMinor, 100 + s * 18, 1_000) * 10;
        const share = Math.min(0.88, Math.max(0.3, category.costShare + random.normal() * 0.04));
        const millionths = Math.round(share * 1_000_000);
        return {
          id: random.id(since),
          companyId,
          seq: 0,
          sku: `${category.name.slice(0, 2).toUpperCase()}-${c + 1}${t + 1}${s + 1}0`,
          name: `${thing.name} ${size}`,
          category: category.name,
          unit: thing.unit ?? category.unit,
          listPriceMinor,
          costMinor: multiplyDivide(listPriceMinor, millionths, 1_000_000),
          discontinued: false,
        };
      }),
    ),
  );
  const every = Math.floor(products.length / DISCONTINUED);
  return products.map((product, index) => ({ ...product, discontinued: index % every === every - 1 }));
}
