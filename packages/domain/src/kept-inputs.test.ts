import type { Command } from '@marginiq/contract/command';
import { CUSTOMER_CLASSES } from '@marginiq/contract/customer';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { ROLES } from '@marginiq/contract/roles';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { DecisionContext } from './context.ts';
import { decide } from './decide.ts';
import { contextOf, keptInputs } from './kept-inputs.ts';
import { neededInputs } from './needed-inputs.ts';
import {
  ANNA,
  aCommand,
  aCompany,
  aContext,
  aCustomer,
  aGovernance,
  anId,
  aPerson,
  aProduct,
  aRequest,
  aRuleSet,
  aStatistics,
  aSubmit,
  EVERYBODY,
  MARTA,
  REQUEST_ID,
} from './testing/fixtures.ts';

const share = fc.integer({ min: 0, max: 10_000 });
const deals = fc.integer({ min: 0, max: 12 });

const customers = fc
  .record({
    seq: fc.nat(),
    name: fc.string(),
    class: fc.constantFrom(...CUSTOMER_CLASSES),
    segment: fc.constantFrom('Construction', 'Retail'),
    // Free choices of what decides nothing: whatever it is, the decision comes out the same.
    code: fc.string(),
    city: fc.string(),
    country: fc.string(),
    blocked: fc.constantFrom(false, false, false, true),
    blockedReason: fc.constantFrom(null, 'Unpaid'),
    history: fc.record({ deals, averageDiscountBp: share, approvedShareBp: share, wonShareBp: share }),
    ownerId: fc.constantFrom(ANNA.userId, ANNA.userId, null),
    teamId: fc.constantFrom(ANNA.teamId, null),
  })
  .map((change) => aCustomer(change));

const owners = fc
  .record({
    seq: fc.nat(),
    email: fc.string(),
    role: fc.constantFrom(...ROLES),
    active: fc.constantFrom(true, true, false),
    pattern: fc.option(fc.record({ deals, averageDiscountBp: share, approvedShareBp: share })),
  })
  .map((change) => aPerson(ANNA, change));

const products = fc
  .array(
    fc.record({
      seq: fc.nat(),
      name: fc.string(),
      sku: fc.string(),
      category: fc.constantFrom('Tools', 'Paint'),
      unit: fc.constantFrom('piece', 'piece', 'piece', 'kg'),
      listPriceMinor: fc.integer({ min: 1, max: 50_000 }),
      costMinor: fc.integer({ min: 0, max: 9_000 }),
      discontinued: fc.constantFrom(false, false, false, false, true),
    }),
    { minLength: 2, maxLength: 4 },
  )
  .map((changes) => {
    const all = changes.map((change, index) => aProduct(index + 1, change));
    return new Map(all.map((product) => [product.id, product]));
  });

const ruleSets = fc.constantFrom(
  aRuleSet(),
  aRuleSet(
    [
      { kind: 'discountLimit', name: 'B', when: { customerClass: 'B' }, maxDiscountBp: 300, onBreach: 'manager' },
      { kind: 'discountLimit', name: 'Shops', when: { segment: 'Retail' }, maxDiscountBp: 200, onBreach: 'admin' },
      { kind: 'minimumMargin', name: 'Paint', when: { category: 'Paint' }, minMarginBp: 4_000, onBreach: 'forbid' },
      {
        kind: 'discountLimit',
        name: 'Sellers',
        when: { role: 'salesperson' },
        maxDiscountBp: 500,
        onBreach: 'manager',
      },
      {
        kind: 'discountLimit',
        name: 'One',
        when: { customerId: anId('c', 1) },
        maxDiscountBp: 700,
        onBreach: 'manager',
      },
    ],
    { version: 7 },
  ),
);

const contexts: fc.Arbitrary<DecisionContext> = fc.record({
  now: fc.constantFrom('2026-06-01T12:00:00.000Z', '2026-06-09T12:00:00.000Z', '2026-07-01T12:00:00.000Z'),
  actor: fc.constantFrom(...EVERYBODY, ANNA, ANNA, ANNA, MARTA, MARTA, MARTA),
  company: fc.constantFrom(aCompany(), aCompany(), aCompany({ currency: 'JPY', name: 'Another' }), null),
  customer: fc.oneof({ weight: 9, arbitrary: customers }, { weight: 1, arbitrary: fc.constant(null) }),
  owner: fc.oneof({ weight: 9, arbitrary: owners }, { weight: 1, arbitrary: fc.constant(null) }),
  products,
  ruleSet: ruleSets,
  governance: fc.constantFrom(
    aGovernance(),
    aGovernance({ maxNetTotalMinor: 90_000 }),
    aGovernance({ enabled: false }),
  ),
  statistics: fc.constantFrom(aStatistics(), aStatistics({ version: 3, averageDiscountBp: 100 })),
  granted: fc.option(fc.record({ listMinor: fc.integer({ min: 0, max: 200_000 }), mark: fc.nat() })),
});

const requests: fc.Arbitrary<DiscountRequest | null> = fc
  .record({
    discountBp: fc.constantFrom(1_200, 2_000),
    status: fc.constantFrom('underReview', 'underReview', 'adjustmentRequested', 'approved'),
    isThere: fc.constantFrom(true, true, true, false),
  })
  .map(({ discountBp, status, isThere }) =>
    isThere ? ({ ...aRequest(discountBp), status } as DiscountRequest) : null,
  );

const wishes = fc.uniqueArray(
  fc.record({
    productId: fc.constantFrom(anId('p', 1), anId('p', 2), anId('p', 3)),
    quantity: fc.integer({ min: 1, max: 9 }),
    discountBp: fc.integer({ min: 0, max: 2_500 }),
  }),
  { minLength: 1, maxLength: 3, selector: ({ productId }) => productId },
);

const seen = { requiredApprover: 'manager' as const, violations: [], listMinor: 100_000, costMinor: 60_000 };

const commands: fc.Arbitrary<Command> = fc
  .tuple(wishes, fc.nat({ max: 6 }), fc.constantFrom(1, 1, 1, 2))
  .map(([items, which, baseRevision]) => {
    const about = { requestId: REQUEST_ID };
    const base = { baseRevision };
    const all: Command[] = [
      aSubmit(0, { items }),
      aCommand('request.revise', { ...about, items, justification: '' }, base),
      aCommand('request.approve', { ...about, note: null }, base),
      aCommand('request.approve', { ...about, note: 'Well.' }, { ...base, provisional: { basis: seen } as never }),
      aCommand('request.requestAdjustment', { ...about, reason: 'Less.', suggestedDiscountBp: 900 }, base),
      aCommand('request.reject', { ...about, reason: 'No.' }, base),
      aCommand('request.recordSale', { ...about, sale: 'won' }, base),
    ];
    return all[which] as Command;
  });

it('a decision comes out the same from what is kept of its context', () => {
  const counts = { accepted: 0, refused: 0 };
  fc.assert(
    fc.property(commands, requests, contexts, (command, request, context) => {
      const before = command.type === 'request.submit' ? null : request;
      const decision = decide(command, before, context);
      const { now, actor, ruleSet, governance, statistics } = context;
      const kept = keptInputs(context, neededInputs(command, before).productIds);
      // What is stored comes back exactly as it was written.
      const read = JSON.parse(JSON.stringify(kept)) as typeof kept;
      const again = contextOf(read, { now, actor, ruleSet, governance, statistics });
      expect(decide(command, before, again)).toEqual(decision);
      counts[decision.accepted ? 'accepted' : 'refused'] += 1;
    }),
    { numRuns: 3_000 },
  );
  // Else it would prove little.
  expect(Math.min(counts.accepted, counts.refused)).toBeGreaterThan(150);
});

it('a rule set is kept by its version alone, and of the catalogue what the request names', () => {
  const kept = keptInputs(aContext({ ruleSet: aRuleSet(undefined, { version: 12 }) }), [anId('p', 2), anId('p', 99)]);
  expect(kept.versions).toEqual({ rules: 12, governance: 1, statistics: 1 });
  expect(kept.products.map(({ id }) => id)).toEqual([anId('p', 2)]);
  expect(JSON.stringify(kept)).not.toContain('discountLimit');
});
