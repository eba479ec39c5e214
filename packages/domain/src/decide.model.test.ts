import type { Command } from '@marginiq/contract/command';
import type { DiscountRequest, RequestStatus } from '@marginiq/contract/discount-request';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyAll } from './apply.ts';
import { decide } from './decide.ts';
import { decideExpiry } from './expire.ts';
import { aCommand, aContext, anId, aSubmit, EVERYBODY, REQUEST_ID } from './testing/fixtures.ts';

const OPEN: ReadonlySet<RequestStatus> = new Set(['underReview', 'adjustmentRequested']);

const discount = fc.integer({ min: 0, max: 4_500 });
const base = fc.integer({ min: 0, max: 4 });
const commands: fc.Arbitrary<Command> = fc.oneof(
  discount.map((discountBp) => aSubmit(discountBp)),
  fc.tuple(discount, base).map(([discountBp, baseRevision]) => {
    const items = [{ productId: anId('p', 1), quantity: 3, discountBp }];
    return aCommand('request.revise', { requestId: REQUEST_ID, items, justification: '' }, { baseRevision });
  }),
  base.map((baseRevision) => aCommand('request.approve', { requestId: REQUEST_ID, note: null }, { baseRevision })),
  base.map((baseRevision) => aCommand('request.reject', { requestId: REQUEST_ID, reason: 'No.' }, { baseRevision })),
  base.map((baseRevision) =>
    aCommand(
      'request.requestAdjustment',
      { requestId: REQUEST_ID, reason: 'Less.', suggestedDiscountBp: null },
      { baseRevision },
    ),
  ),
  fc.constant(aCommand('request.withdraw', { requestId: REQUEST_ID })),
  fc
    .constantFrom('won' as const, 'lost' as const)
    .map((sale) => aCommand('request.recordSale', { requestId: REQUEST_ID, sale })),
);

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) frozen(inner);
  }
  return value;
}

describe('any life of a request', () => {
  it('goes forward only, and every decision is about the revision that stood', () => {
    const life = fc.array(fc.tuple(commands, fc.constantFrom(...EVERYBODY)), { maxLength: 25 });
    fc.assert(
      fc.property(life, (acts) => {
        let request: DiscountRequest | null = null;
        for (const [command, actor] of acts) {
          const before: DiscountRequest | null = frozen(request);
          const decision = decide(frozen(command), before, aContext({ actor }));
          if (!decision.accepted) continue;
          const after = applyAll(before, decision.events);
          if (after === null) throw new Error('an accepted command left nothing');
          if (before !== null) {
            expect(after.steps.slice(0, before.steps.length)).toEqual(before.steps);
            expect(after.steps.length).toBeGreaterThan(before.steps.length);
            expect(after.revision).toBeGreaterThanOrEqual(before.revision);
            // Nothing that is final opens again, and it changes only by how the sale ended.
            if (!OPEN.has(before.status))
              expect({ ...after, sale: null, steps: null, changedAt: null }).toEqual({
                ...before,
                sale: null,
                steps: null,
                changedAt: null,
              });
          }
          for (const step of after.steps.slice(before?.steps.length ?? 0)) {
            expect(step.revision).toBe(after.revision);
            if (['approve', 'reject', 'requestAdjustment'].includes(step.kind)) {
              expect(command.baseRevision).toBe(before?.revision);
              expect(step.by.userId).not.toBe(after.ownerId);
              expect(step.by.role).not.toBe('salesperson');
            }
          }
          request = after;
        }
      }),
      { numRuns: 300 },
    );
  });

  it('ends by itself only when nobody decided in time', () => {
    const decision = decide(aSubmit(2_000), null, aContext());
    const request = decision.accepted ? applyAll(null, decision.events) : null;
    if (request === null) throw new Error('the fixture was refused');
    expect(decideExpiry(request, request.expiresAt)).toBeNull();
    const late = new Date(Date.parse(request.expiresAt) + 1).toISOString();
    expect(decideExpiry(request, late)).toMatchObject({ type: 'expired', by: { role: 'system' } });
    expect(decideExpiry({ ...request, status: 'approved' }, late)).toBeNull();
  });
});
