import type { Product } from '@marginiq/contract/product';
import { decide } from '@marginiq/domain/decide';
import {
  ANNA,
  aCompany,
  aContext,
  aCustomer,
  aGovernance,
  anId,
  aPerson,
  aProduct,
  aRuleSet,
  aStatistics,
  aSubmit,
} from '@marginiq/domain/testing/fixtures';
import type { Knowledge } from '@marginiq/sync/local-data';
import { expect, it } from 'vitest';
import { Assessor } from './use-assessment.ts';

const knowledge = (...products: Product[]): Knowledge => ({
  reference: {
    company: aCompany(),
    ruleSet: aRuleSet([]),
    governance: aGovernance(),
    statistics: aStatistics(),
    people: new Map([[ANNA.userId, aPerson(ANNA)]]),
  },
  customers: new Map([[anId('c', 1), aCustomer()]]),
  products: new Map(products.map((product) => [product.id, product])),
});
const line = (number: number, discount: string) => ({
  key: `line ${number}`,
  productId: anId('p', number),
  quantity: '1',
  discount,
});
const lines = (...items: ReturnType<typeof line>[]) => ({ customerId: anId('c', 1), items });

it('gives no verdict on a total that cannot be counted exactly, which would be refused when it is sent', () => {
  // Bought for ten thousand millions, sold for 50 cents: the margin is a share that has no exact figure.
  const product = aProduct(1, { listPriceMinor: 100, costMinor: 1_000_000_000_000 });
  const known = knowledge(product);
  const items = [{ productId: product.id, quantity: 1, discountBp: 5_000 }];
  const sent = decide(aSubmit(0, { items }), null, aContext({ products: known.products, ruleSet: aRuleSet([]) }));
  expect(sent).toMatchObject({ accepted: false, refusal: { code: 'invalidCommand' } });
  expect(new Assessor(ANNA.userId).of(lines(line(1, '50')), known)).toEqual({
    evaluation: null,
    lacking: { what: 'tooLarge' },
  });
});
