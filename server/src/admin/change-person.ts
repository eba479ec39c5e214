import { OPEN_STATUSES } from '@marginiq/contract/discount-request';
import { needsTeam, roleSchema } from '@marginiq/contract/roles';
import { idSchema } from '@marginiq/contract/scalars';
import { z } from 'zod';
import type { Commit } from '../tenancy/commit.ts';
import type { UserRecord } from '../tenancy/documents.ts';
import { type AdminContext, AdminRefusal, adminCommit } from './admin-action.ts';
import { confirmationSchema, isConfirmed } from './confirmation.ts';
import { findRecipient, handOver } from './hand-over.ts';
import { LeftUndecidedError, leftUndecided, leftWords } from './left-undecided.ts';

export const changePersonInputSchema = z.object({
  personId: idSchema,
  role: roleSchema.optional(),
  teamId: idSchema.nullable().optional(),
  active: z.boolean().optional(),
  /** The admin was told what the change leaves undecided, and wants it anyway. */
  confirmed: confirmationSchema.optional(),
  /** Who gets this person's customers and open requests. */
  handOverTo: idSchema.optional(),
});
export type ChangePersonInput = z.infer<typeof changePersonInputSchema>;

/** A company that nobody can govern any more could not be mended from within. */
async function requireAnAdmin({ store }: Commit, changed: UserRecord): Promise<void> {
  if (changed.active && changed.role === 'admin') return;
  const admins = await store.collection('users').find({ role: 'admin', active: true });
  if (!admins.some(({ _id }) => _id !== changed._id)) {
    throw new AdminRefusal('This is the company’s last active admin. Make somebody else an admin first.', 'lastAdmin');
  }
}

/** What somebody without a team asks for, no manager sees. Whoever is in none from earlier can still be switched off. */
function requireATeam({ name, role, teamId, active }: UserRecord): void {
  if (!active || teamId !== null || !needsTeam(role)) return;
  throw new AdminRefusal(`A ${role} works in a team. Choose one for ${name}.`, 'needsTeam');
}

/** A person's customers, and the requests that are still open. */
async function workOf({ store }: Commit, ownerId: string) {
  const open = { ownerId, status: { $in: [...OPEN_STATUSES] } };
  const customers = await store.collection('customers').find({ ownerId });
  return { customers, requests: await store.collection('discountRequests').find(open as never) };
}

/** They go along to the new team: its manager decides now. */
async function takeAlong(unit: Commit, ownerId: string, teamId: string): Promise<void> {
  const { customers, requests } = await workOf(unit, ownerId);
  for (const customer of customers) unit.put('customers', { ...customer, teamId }, customer);
  for (const request of requests) unit.put('discountRequests', { ...request, teamId }, request);
}

/**
 * Gives a person another role or team, or ends or restores the person's access. What the person sees is another view
 * from then on, and the person's devices read anew. What that leaves undecided is said first, and has to be confirmed.
 *
 * @throws AdminRefusal
 */
export async function changePerson(context: AdminContext, input: ChangePersonInput): Promise<void> {
  await adminCommit(context, async (unit) => {
    const user = await unit.store.collection('users').findById(input.personId);
    const company = await unit.store.collection('companies').findById(unit.store.companyId);
    if (user === null || company === null) throw new AdminRefusal('There is no such person.');
    const { personId: _id, confirmed = false, handOverTo: newOwnerId, ...given } = input;
    if (newOwnerId === user._id) throw new AdminRefusal('Choose somebody else to hand this to.');
    const handOverTo = newOwnerId === undefined ? null : await findRecipient(unit, newOwnerId);
    const wanted = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    const changed: UserRecord = { ...user, ...wanted };
    if (changed.teamId !== null && !company.teams.some(({ id }) => id === changed.teamId)) {
      throw new AdminRefusal('There is no such team.');
    }
    await requireAnAdmin(unit, changed);
    requireATeam(changed);
    const left = await leftUndecided(unit, { before: user, after: changed, company, handOverTo });
    if (!isConfirmed(left, confirmed)) throw new LeftUndecidedError(left);
    unit.put('users', changed, user);
    if (handOverTo !== null) {
      const work = await workOf(unit, user._id);
      handOver(unit, { to: handOverTo, ...work, by: context.actor, at: context.clock.now() });
    } else if (changed.teamId !== user.teamId && changed.teamId !== null)
      await takeAlong(unit, user._id, changed.teamId);
    const shown = ({ name, role, teamId, active }: UserRecord) => ({ personId: user._id, name, role, teamId, active });
    const after = {
      ...shown(changed),
      ...(left.length > 0 ? { left: leftWords(left) } : {}),
      ...(handOverTo === null ? {} : { ownerName: handOverTo.name }),
    };
    return { action: 'person.change', before: shown(user), after };
  });
}
