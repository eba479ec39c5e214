import type { Command, CommandType } from '@marginiq/contract/command';
import fc from 'fast-check';
import type { NewCommand } from '../outbox/outbox.ts';
import { ACME, BROKE, CABLE, DRILL, FARAWAY, OLD_PLANE, SAW } from './company.ts';
import { testId } from './ids.ts';

/** A user's move of whatever sense: most are allowed now and then, some never. */
export interface Move {
  type: CommandType;
  /** One of a few, so that moves collide. */
  request: number;
  baseRevision: number;
  discountBp: number;
  customerId: string;
  productId: string;
  quantity: number;
}

export const REQUESTS = [0, 1, 2].map((n) => testId(0xa0 + n));

/** Submissions and valid revisions are more frequent, so that a request gets somewhere. */
export const moves: fc.Arbitrary<Move> = fc.record({
  type: fc.constantFrom<CommandType>(
    'request.submit',
    'request.submit',
    'request.revise',
    'request.withdraw',
    'request.approve',
    'request.approve',
    'request.reject',
    'request.requestAdjustment',
    'request.recordSale',
  ),
  request: fc.nat(REQUESTS.length - 1),
  baseRevision: fc.constantFrom(1, 1, 1, 2, 3),
  discountBp: fc.constantFrom(300, 900, 1_500, 1_500, 2_500, 4_500),
  customerId: fc.constantFrom(ACME.id, ACME.id, ACME.id, BROKE.id, FARAWAY.id, testId(0xffff)),
  productId: fc.constantFrom(DRILL.id, DRILL.id, SAW.id, CABLE.id, CABLE.id, OLD_PLANE.id, testId(0xfffe)),
  // Parts of what is sold whole, too, which is refused.
  quantity: fc.constantFrom(2, 2, 2, 2.5, 0.125, 1_000.001),
});

export function commandOfMove({ type, request, baseRevision, discountBp, customerId, productId, quantity }: Move) {
  const requestId = REQUESTS[request] ?? '';
  const items = [{ productId, quantity, discountBp }];
  const argsByType: { [T in CommandType]: Extract<Command, { type: T }>['args'] } = {
    'request.submit': { requestId, customerId, items, justification: 'a move' },
    'request.revise': { requestId, items, justification: 'a better move' },
    'request.withdraw': { requestId },
    'request.approve': { requestId, note: null },
    'request.reject': { requestId, reason: 'too much' },
    'request.requestAdjustment': { requestId, reason: 'a little less', suggestedDiscountBp: 1_000 },
    'request.recordSale': { requestId, sale: 'won' },
  };
  const base = type === 'request.submit' ? 0 : baseRevision;
  return { type, args: argsByType[type], baseRevision: base, provisional: null } as NewCommand<CommandType>;
}
