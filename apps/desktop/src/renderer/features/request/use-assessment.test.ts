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
import type { Knowledge } from '@marginiq/sync/database/local-data';
import { expect, it } from 'vitest';
import { type DraftItem, productPart } from './draft.ts';
import { missingPart, missingText } from './missing-text.ts';
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
const line = (number: number, discount: string): DraftItem => ({
  key: `line ${number}`,
  productId: anId('p', number),
  quantity: '1',
  discount,
});
const lines = (...items: DraftItem[]) => ({ customerId: anId('c', 1), items });

it('the assessment gives no verdict on a total that cannot be counted exactly, which would be refused when it is sent', () => {
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

it('the assessment evaluates a part of what is sold by measure, as it is decided, and gives no verdict on a part of what is sold whole', () => {
  const cable = aProduct(1, { unit: 'kg', listPriceMinor: 333 });
  const known = knowledge(cable, aProduct(2));
  const items = [{ productId: cable.id, quantity: 2.5, discountBp: 500 }];
  const sent = decide(aSubmit(0, { items }), null, aContext({ products: known.products, ruleSet: aRuleSet([]) }));
  const [event] = sent.accepted ? sent.events : [];
  const { evaluation } = new Assessor(ANNA.userId).of(lines({ ...line(1, '5'), quantity: '2,5' }), known);
  expect(evaluation?.total.listMinor).toBe(833);
  expect(event).toMatchObject({ type: 'submitted', request: { evaluation: { total: evaluation?.total } } });
  expect(new Assessor(ANNA.userId).of(lines({ ...line(2, '5'), quantity: '2,5' }), known)).toEqual({
    evaluation: null,
    lacking: { what: 'lineQuantityWrong', line: 1, key: 'line 2' },
  });
});

it('the assessment gives no verdict while the words in a line chose no product, and says which line it is', () => {
  const known = knowledge(aProduct(1), aProduct(2));
  const assessor = new Assessor(ANNA.userId);
  const asked = lines(line(1, '5'), { ...line(2, ''), productId: null });
  expect(assessor.of(asked, known).evaluation?.verdict).toBe('autoApprove');
  const unclear = new Map([[productPart('line 2'), 'drill']]);
  const lacking = { what: 'lineUnclear', line: 2, key: 'line 2' } as const;
  expect(assessor.of(asked, known, unclear)).toEqual({ evaluation: null, lacking });
  expect(missingText(lacking)).toMatch(/^Product 2: .*choose/i);
  expect(missingPart(lacking)).toBe(productPart('line 2'));
  expect(assessor.of(asked, known).evaluation?.verdict).toBe('autoApprove');
});
