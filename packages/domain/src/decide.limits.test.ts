import type { Command } from '@marginiq/contract/command';
import { type DiscountRequest, discountRequestSchema } from '@marginiq/contract/discount-request';
import { MAX_STEPS } from '@marginiq/contract/limits';
import { refusalSchema } from '@marginiq/contract/outcome';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyAll } from './apply.ts';
import type { ActingUser } from './context.ts';
import { decide } from './decide.ts';
import { decideExpiry } from './expire.ts';
import { ANNA, aCommand, aContext, anId, aRequest, MARTA, OLGA, REQUEST_ID } from './testing/fixtures.ts';

const requestId = REQUEST_ID;
const LATE = '2027-06-01T12:00:00.000Z';

type Act = 'revise' | 'reviseToApproval' | 'ask' | 'approve' | 'won' | 'lost' | 'unknown' | 'withdraw' | 'reject';

const items = (discountBp: number) => [{ productId: anId('p', 1), quantity: 3, discountBp }];

function commandOf(act: Act, { revision }: DiscountRequest): [ActingUser, Command] {
  const base = { baseRevision: revision };
  switch (act) {
    case 'revise':
      return [ANNA, aCommand('request.revise', { requestId, items: items(2_000), justification: '' }, base)];
    case 'reviseToApproval':
      return [ANNA, aCommand('request.revise', { requestId, items: items(100), justification: '' }, base)];
    case 'ask':
      return [
        MARTA,
        aCommand('request.requestAdjustment', { requestId, reason: 'Less.', suggestedDiscountBp: 500 }, base),
      ];
    case 'approve':
      return [OLGA, aCommand('request.approve', { requestId, note: null }, base)];
    case 'reject':
      return [OLGA, aCommand('request.reject', { requestId, reason: 'No.' }, base)];
    case 'withdraw':
      return [ANNA, aCommand('request.withdraw', { requestId }, base)];
    default:
      return [ANNA, aCommand('request.recordSale', { requestId, sale: act }, base)];
  }
}

/** The request after it, or as it was; every command has exactly one answer. */
function after(request: DiscountRequest, act: Act): DiscountRequest {
  const [actor, command] = commandOf(act, request);
  const decision = decide(command, request, aContext({ actor }));
  if (decision.accepted) return applyAll(request, decision.events) ?? request;
  expect(refusalSchema.safeParse(decision.refusal).success).toBe(true);
  return request;
}

const accepts = (request: DiscountRequest, act: Act) => after(request, act) !== request;
const OPEN = new Set<DiscountRequest['status']>(['underReview', 'adjustmentRequested']);

/** Long lives: first a negotiation without end, then anything. */
const lives = fc.tuple(
  fc.array(fc.constantFrom<Act>('revise', 'ask', 'revise', 'ask', 'won'), {
    minLength: 80,
    maxLength: 160,
    size: 'max',
  }),
  fc.array(fc.constantFrom<Act>('reviseToApproval', 'approve', 'reject', 'withdraw', 'revise', 'ask'), {
    maxLength: 3,
    size: 'max',
  }),
  fc.array(fc.constantFrom<Act>('won', 'lost', 'unknown', 'approve', 'revise'), { maxLength: 60, size: 'max' }),
);

/** One that gets to the end, whatever chance brings. */
const FULL: [Act[], Act[], Act[]] = [
  Array.from({ length: 120 }, (_, index) => (index % 2 === 0 ? 'ask' : 'revise')),
  ['approve'],
  Array.from({ length: 60 }, (_, index) => (index % 2 === 0 ? 'won' : 'lost')),
];

describe('a request that is acted on without end', () => {
  it('a request acted on endlessly never exceeds its steps, always fits the contract, and can always be ended while it is open', () => {
    let longest = 0;
    fc.assert(
      fc.property(lives, (parts) => {
        let request = aRequest();
        for (const act of parts.flat()) {
          request = after(request, act);
          longest = Math.max(longest, request.steps.length);
          if (!OPEN.has(request.status)) continue;
          expect(accepts(request, 'withdraw')).toBe(true);
          const late = decideExpiry(request, LATE);
          expect(late && applyAll(request, [late])?.steps.length).toBeLessThanOrEqual(MAX_STEPS);
          if (request.status === 'underReview') {
            expect(accepts(request, 'approve')).toBe(true);
            expect(accepts(request, 'reject')).toBe(true);
          }
          // A person asked for less can offer less.
          if (request.status === 'adjustmentRequested') expect(accepts(request, 'reviseToApproval')).toBe(true);
        }
        expect(discountRequestSchema.safeParse(request).error?.issues).toBeUndefined();
      }),
      { numRuns: 40, examples: [[FULL]] },
    );
    // A life that never gets there proves nothing.
    expect(longest).toBe(MAX_STEPS);
  });

  it('a request that is acted on without end has room for how the sale ended, corrected a few times, however long it was negotiated', () => {
    let request = aRequest();
    for (let round = 0; round < MAX_STEPS; round += 1) request = after(after(request, 'ask'), 'revise');
    request = after(request, 'approve');
    expect(request.status).toBe('approved');
    for (const sale of ['won', 'lost', 'won', 'unknown', 'won'] as const) {
      request = after(request, sale);
      expect(request.sale).toBe(sale);
    }
  });

  it('a request that is acted on without end is not made longer by recording the same sale again', () => {
    const sold = after(after(aRequest(), 'approve'), 'won');
    expect(after(sold, 'won')).toBe(sold);
    expect(accepts(sold, 'lost')).toBe(true);
  });
});
