import type { Customer } from '@marginiq/contract/customer';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { idSchema } from '@marginiq/contract/scalars';
import { stepActor } from '@marginiq/domain/govern/actors';
import { decideReassign } from '@marginiq/domain/govern/reassign';
import { z } from 'zod';
import { ActionRefusedError } from '../audit/perform.ts';
import { putDecided } from '../commands/put-decided.ts';
import { fromStored, toStored } from '../tenancy/documents.ts';
import { type AdminContext, adminCommit } from './admin-action.ts';
import { findRecipient } from './recipient.ts';

/** All of it is one commit, or none: a simultaneous push waits no longer than for these. Somebody's whole work moves in chunks (move-work.ts). */
const MAX_AT_ONCE = 100;
const ids = z.array(idSchema).max(MAX_AT_ONCE);

export const reassignInputSchema = z.object({ customerIds: ids, requestIds: ids, ownerId: idSchema });
export type ReassignInput = z.infer<typeof reassignInputSchema>;

/**
 * Hands customers and requests to another person, in that person's team. Each request records whom it came from and who
 * handed it over. Whoever loses sight of them is notified in the same commit, and their devices purge them.
 *
 * @throws ActionRefusedError
 */
export async function reassign(
  context: AdminContext,
  { customerIds, requestIds, ownerId }: ReassignInput,
): Promise<void> {
  await adminCommit(context, 'reassign', async (unit, carryOut) => {
    const to = await findRecipient(unit.store, ownerId);
    const customers = await unit.store.collection('customers').findByIds(customerIds);
    const requests = await unit.store.collection('discountRequests').findByIds(requestIds);
    if (customers.size < new Set(customerIds).size || requests.size < new Set(requestIds).size) {
      throw new ActionRefusedError({ code: 'listChanged' });
    }
    const stored = {
      customers: [...customers.values()].map((one) => fromStored<Customer>(one)),
      requests: [...requests.values()].map((one) => fromStored<DiscountRequest>(one)),
    };
    const { actor, clock } = context;
    const at = clock.now();
    const handed = carryOut(decideReassign(to, stored, { actor, now: at }));
    for (const one of handed.customers) unit.put('customers', toStored(one), customers.get(one.id));
    for (const after of handed.requests) {
      const before = requests.get(after.id);
      const unfit =
        before && putDecided(unit, { type: 'request.handOver', by: stepActor(actor), at, to, before, after });
      if (unfit) throw unfit;
    }
  });
}
