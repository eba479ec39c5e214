import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Person } from '@marginiq/contract/reference';
import { idSchema } from '@marginiq/contract/scalars';
import { decideHandOver, recipientOf } from '@marginiq/domain/hand-over';
import { z } from 'zod';
import { fromStored, toStored } from '../tenancy/documents.ts';
import { type AdminContext, AdminRefusal, adminCommit } from './admin-action.ts';

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
    const owner = await unit.store.collection('users').findById(ownerId);
    const to = owner === null ? 'left' : recipientOf(fromStored<Person>(owner));
    if (owner === null || to === 'left') throw new AdminRefusal('There is no such active person.');
    if (to === 'noTeam') throw new AdminRefusal(`${owner.name} is in no team. Put ${owner.name} into one first.`);
    const { teamId } = to;
    const customers = await unit.store.collection('customers').findByIds(customerIds);
    const requests = await unit.store.collection('discountRequests').findByIds(requestIds);
    if (customers.size < new Set(customerIds).size || requests.size < new Set(requestIds).size) {
      throw new AdminRefusal('Some of these do not exist. Load the list again.');
    }
    for (const customer of customers.values()) unit.put('customers', { ...customer, ownerId, teamId }, customer);
    const { userId, name, role } = context.actor;
    const how = { by: { userId, name, role }, at: context.clock.now() };
    for (const stored of requests.values()) {
      const handOver = decideHandOver(fromStored<DiscountRequest>(stored), to, how);
      if (!handOver.accepted) throw new AdminRefusal(handOver.message);
      unit.put('discountRequests', toStored(handOver.request), stored);
    }
    const owners = [...customers.values(), ...requests.values()].map((one) => ({ id: one._id, ownerId: one.ownerId }));
    return { action: 'reassign', before: { owners }, after: { ownerId, ownerName: owner.name } };
  });
}
