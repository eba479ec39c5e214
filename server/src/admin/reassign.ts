import { idSchema } from '@marginiq/contract/scalars';
import { z } from 'zod';
import { type AdminContext, AdminRefusal, adminCommit } from './admin-action.ts';
import { findRecipient, handOver } from './hand-over.ts';

const MAX_AT_ONCE = 500;
const ids = z.array(idSchema).max(MAX_AT_ONCE);

export const reassignInputSchema = z.object({ customerIds: ids, requestIds: ids, ownerId: idSchema });
export type ReassignInput = z.infer<typeof reassignInputSchema>;

/**
 * Hands customers and requests to another person, in that person's team. It stands in each request from whom it came and
 * who handed it over. Whoever loses sight of them is told in the same commit, and the devices purge them.
 *
 * @throws AdminRefusal
 */
export async function reassign(
  context: AdminContext,
  { customerIds, requestIds, ownerId }: ReassignInput,
): Promise<void> {
  await adminCommit(context, async (unit) => {
    const to = await findRecipient(unit, ownerId);
    const customers = await unit.store.collection('customers').findByIds(customerIds);
    const requests = await unit.store.collection('discountRequests').findByIds(requestIds);
    if (customers.size < new Set(customerIds).size || requests.size < new Set(requestIds).size) {
      throw new AdminRefusal('Some of these do not exist. Load the list again.');
    }
    const owners = [...customers.values(), ...requests.values()].map((one) => ({ id: one._id, ownerId: one.ownerId }));
    const [by, at] = [context.actor, context.clock.now()];
    handOver(unit, { to, customers: customers.values(), requests: requests.values(), by, at });
    return { action: 'reassign', before: { owners }, after: { ownerId, ownerName: to.name } };
  });
}
