import type { ActionRefusal } from '@marginiq/contract/action-refusal';
import { OPEN_STATUSES } from '@marginiq/contract/request-status';
import { roleSchema } from '@marginiq/contract/roles';
import { idSchema } from '@marginiq/contract/scalars';
import { type ChangePersonState, decideChangePerson } from '@marginiq/domain/govern/change-person';
import { MOST_STEPS_TO_HAND_OVER } from '@marginiq/domain/hand-over';
import { z } from 'zod';
import { ActionRefusedError } from '../audit/perform.ts';
import { fromStored } from '../tenancy/documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { type AdminContext, adminCommit } from './admin-action.ts';
import { confirmationSchema } from './confirmation.ts';
import { moveWork } from './move-work.ts';
import { findRecipient } from './recipient.ts';
import { asMember, readStaffed } from './staffed.ts';

export const changePersonInputSchema = z.object({
  personId: idSchema,
  role: roleSchema.optional(),
  teamId: idSchema.nullable().optional(),
  active: z.boolean().optional(),
  /** The admin has seen what the change leaves undecided and wants it anyway. */
  confirmed: confirmationSchema.optional(),
  /** Who gets this person's customers and open requests. */
  handOverTo: idSchema.optional(),
});
export type ChangePersonInput = z.infer<typeof changePersonInputSchema>;

/** An open request of this person that has too many steps to be handed over. */
async function longRequestOf(store: TenantStore, ownerId: string): Promise<ChangePersonState['longRequest']> {
  const isLong = { [`steps.${MOST_STEPS_TO_HAND_OVER}`]: { $exists: true } };
  const long = { ownerId, status: { $in: [...OPEN_STATUSES] }, ...isLong };
  const found = await store
    .collection('discountRequests')
    .findOne(long as never, { projection: { status: 1, steps: 1 } });
  return found && fromStored(found);
}

/**
 * Changes a person's role or team, or ends or restores their access. From then on the person has a different view, and
 * their devices read from scratch. What the change leaves undecided is reported first and must be confirmed. Customers
 * and open requests follow in commits of their own (move-work.ts): there may be thousands.
 *
 * @throws ActionRefusedError
 */
export async function changePerson(
  context: AdminContext,
  { personId, handOverTo: newOwnerId, confirmed = false, ...wanted }: ChangePersonInput,
): Promise<void> {
  const { store, clock, announce, actor } = context;
  await adminCommit(context, 'person.change', async (unit, carryOut) => {
    const asOf = unit.store;
    const user = await asOf.collection('users').findById(personId);
    const company = await asOf.collection('companies').findById(asOf.companyId);
    if (user === null || company === null) throw new ActionRefusedError({ code: 'personUnknown' });
    if (newOwnerId === personId) throw new ActionRefusedError({ code: 'recipientIsOwner' });
    const person = asMember(user);
    const { role = person.role, teamId = person.teamId, active = person.active } = wanted;
    const state = {
      ...(await readStaffed(asOf, company, { before: person, after: { ...person, role, teamId, active } })),
      person,
      workMove: user.workMove,
      handOverTo: newOwnerId === undefined ? null : await findRecipient(asOf, newOwnerId),
      longRequest: newOwnerId === undefined ? null : await longRequestOf(asOf, personId),
    };
    const args = { role, teamId, active, confirmed };
    const { person: after, workMove } = carryOut(decideChangePerson(args, state, { actor, now: clock.now() }));
    const changed = { ...user, role: after.role, teamId: after.teamId, active: after.active };
    unit.put('users', workMove === undefined ? changed : { ...changed, workMove }, user);
  });
  const left: ActionRefusal[] = [];
  await moveWork(store, personId, { clock, announce, onLeft: (why) => left.push(why) });
  const [why] = left;
  if (why !== undefined) throw new ActionRefusedError({ code: 'notAllMoved', why });
}
