import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decisionOfArgs } from './decision-draft.ts';
import { draftSchema } from './draft.ts';
import { draftOfArgs, readableArgs } from './refused-draft.ts';

it('a refused request comes back into the form as it was', () => {
  const args = {
    requestId: 'r',
    customerId: 'c',
    items: [{ productId: 'p', quantity: 2500, discountBp: 750 }],
    justification: 'They decide today.',
  };
  expect(draftOfArgs(readableArgs(args), 'de')).toEqual({
    customerId: 'c',
    items: [{ key: 'line-0', productId: 'p', quantity: '2500', discount: '7,5' }],
    justification: 'They decide today.',
  });
});

it('a refused part of something comes back as it was, in the locale of the company and with one reading', () => {
  const quantities = (...given: number[]) => {
    const items = given.map((quantity) => ({ productId: 'p', quantity, discountBp: 0 }));
    return draftOfArgs(readableArgs({ items }), 'de').items.map(({ quantity }) => quantity);
  };
  expect(quantities(2.5, 0.125, 2.505, 1000.25)).toEqual(['2,5', '0,125', '2,5050', '1000,25']);
  // What no quantity can be is shown as it was sent, and never rounded.
  expect(quantities(2.0005, 0)).toEqual(['2.0005', '0']);
});

it('a request that could not be read comes back with what can be made out, and can be sent then', () => {
  const args = {
    customerId: 7,
    items: [{ productId: 'p', quantity: 'many' }, null],
    justification: 'a\u000Bb',
    extra: 1,
  };
  expect(draftOfArgs(readableArgs(args), 'en')).toEqual({
    customerId: null,
    items: [
      { key: 'line-0', productId: 'p', quantity: '', discount: '' },
      { key: 'line-1', productId: null, quantity: '', discount: '' },
    ],
    justification: 'a\nb',
  });
});

it('any arguments whatever come back as a draft that can be kept', () => {
  fc.assert(
    fc.property(fc.anything(), (args) => {
      expect(draftSchema.safeParse(draftOfArgs(readableArgs(args), 'en')).success).toBe(true);
    }),
  );
});

it('a refused decision comes back with its choice, its reason and its suggestion', () => {
  const envelope = {
    id: 'i',
    deviceId: 'd',
    deviceSeq: 1,
    type: 'request.requestAdjustment',
    args: { requestId: 'r', reason: 'Less.', suggestedDiscountBp: 1250 },
    baseRevision: 2,
    madeAt: '2026-06-01T12:00:00.000Z',
    provisional: null,
  };
  expect(decisionOfArgs(envelope, 'pt-BR')).toEqual({
    choice: 'adjust',
    seen: 2,
    reasons: { approve: '', adjust: 'Less.', reject: '' },
    suggestion: '12,5',
  });
});
