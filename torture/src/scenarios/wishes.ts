import type { CommandType } from '@marginiq/contract/command';
import type { NewCommand } from '@marginiq/sync/outbox/outbox';
import { v7 } from 'uuid';
import type { Someone } from '../world/world.ts';

type Wish = NewCommand<CommandType>;

const items = ({ company }: Someone, discountBp: number) => [
  { productId: company.product(1).id, quantity: 10, discountBp },
];

/** A request for a customer of this person: approved by itself up to 5 %, under review from 5.01 % on. */
export function submission(member: Someone, discountBp = 1_500, requestId: string = v7()): Wish {
  const customerId = member.company.customerOf(member.person).id;
  const args = { requestId, customerId, items: items(member, discountBp), justification: 'a good customer' };
  return { type: 'request.submit', baseRevision: 0, provisional: null, args };
}

export function submissions(member: Someone, count: number): Wish[] {
  return Array.from({ length: count }, (_, index) => submission(member, index % 2 === 0 ? 300 : 1_500));
}

export function revision(member: Someone, requestId: string, baseRevision: number, discountBp = 1_200): Wish {
  const args = { requestId, items: items(member, discountBp), justification: 'a smaller one' };
  return { type: 'request.revise', baseRevision, provisional: null, args };
}

const about =
  (type: CommandType, rest: object = {}) =>
  (requestId: string, baseRevision = 1): Wish =>
    ({ type, baseRevision, provisional: null, args: { requestId, ...rest } }) as Wish;

export const approval = about('request.approve', { note: null });
export const rejection = about('request.reject', { reason: 'too much' });
export const adjustment = about('request.requestAdjustment', { reason: 'a little less', suggestedDiscountBp: 900 });
export const withdrawal = about('request.withdraw');
