import type { Actor, DiscountRequest } from '@marginiq/contract/discount-request';
import { OPEN_STATUSES } from '@marginiq/contract/request-status';
import { decideHandOver, type HandOver, type Recipient } from '@marginiq/domain/hand-over';
import { fromStored, type Stored } from '../tenancy/documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';

/** A customer that goes to somebody else. */
export interface Move {
  customerId: string;
  from: string | null;
  to: Recipient;
}

/** An open request that goes along with its customer, and what becomes of it. */
export interface Moving {
  customerId: string;
  before: Stored<DiscountRequest>;
  to: Recipient;
  handOver: HandOver;
}

const CUSTOMERS_A_QUERY = 500;

/** The open requests of customers that go to somebody else: they were made by the owner before, and wait in the old team. */
export async function movingWith(
  store: TenantStore,
  moves: readonly Move[],
  how: { by: Actor; at: string },
): Promise<Moving[]> {
  const found: Moving[] = [];
  for (let start = 0; start < moves.length; start += CUSTOMERS_A_QUERY) {
    const some = new Map(moves.slice(start, start + CUSTOMERS_A_QUERY).map((move) => [move.customerId, move]));
    const open = { status: { $in: [...OPEN_STATUSES] }, customerId: { $in: [...some.keys()] } };
    for (const before of await store.collection('discountRequests').find(open)) {
      const move = some.get(before.customerId);
      if (move === undefined || before.ownerId !== move.from) continue;
      const handOver = decideHandOver(fromStored<DiscountRequest>(before), move.to, how);
      found.push({ customerId: move.customerId, before, to: move.to, handOver });
    }
  }
  return found;
}
