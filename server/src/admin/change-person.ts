import { OPEN_STATUSES } from '@marginiq/contract/discount-request';
import { needsTeam, roleSchema } from '@marginiq/contract/roles';
import { idSchema } from '@marginiq/contract/scalars';
import { MOST_STEPS_TO_HAND_OVER, type Recipient, tooManySteps } from '@marginiq/domain/hand-over';
import { requestCode } from '@marginiq/domain/request-code';
import { z } from 'zod';
import type { UserRecord, WorkMove } from '../tenancy/documents.ts';
import type { Commit } from '../tenancy/unit-of-work.ts';
import { type AdminContext, AdminRefusal, adminCommit } from './admin-action.ts';
import { confirmationSchema, isConfirmed } from './confirmation.ts';
import { findRecipient, TooManyStepsError } from './hand-over.ts';
import { LeftUndecidedError, leftUndecided, leftWords } from './left-undecided.ts';
import { moveWork } from './move-work.ts';

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

/** @throws AdminRefusal if an open request of this person has too many steps to be handed over */
async function requireRoomForAStep({ store }: Commit, { _id: ownerId }: UserRecord): Promise<void> {
  const isLong = { [`steps.${MOST_STEPS_TO_HAND_OVER}`]: { $exists: true } };
  const long = { ownerId, status: { $in: [...OPEN_STATUSES] }, ...isLong };
  const found = await store.collection('discountRequests').findOne(long as never, { projection: { status: 1 } });
  if (found === null) return;
  throw new TooManyStepsError(tooManySteps({ id: found._id, status: found.status }), requestCode(found._id));
}

/** What somebody without a team asks for, no manager sees. Whoever is in none from earlier can still be switched off. */
function requireATeam({ name, role, teamId, active }: UserRecord): void {
  if (!active || teamId !== null || !needsTeam(role)) return;
  throw new AdminRefusal(`A ${role} works in a team. Choose one for ${name}.`, 'needsTeam');
}

/** What this change has to be followed by: the person's work goes to somebody else, or along to the new team. */
function moveAfter(
  { before, after, handOverTo }: { before: UserRecord; after: UserRecord; handOverTo: Recipient | null },
  { by, at }: Pick<WorkMove, 'by' | 'at'>,
): WorkMove | undefined {
  if (handOverTo !== null) return { to: handOverTo.id, by, at };
  // What still has to be handed over by an earlier change does not come along.
  const isAlong = after.teamId !== null && after.teamId !== before.teamId && !before.workMove?.to;
  return isAlong ? { to: null, by, at } : before.workMove;
}

/**
 * Gives a person another role or team, or ends or restores the person's access. What the person sees is another view
 * from then on, and the person's devices read anew. What that leaves undecided is said first, and has to be confirmed.
 * Customers and open requests follow in commits of their own (move-work.ts): there may be thousands.
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
    if (handOverTo !== null) await requireRoomForAStep(unit, user);
    const { userId, name, role } = context.actor;
    const by = { by: { userId, name, role }, at: context.clock.now() };
    const workMove = moveAfter({ before: user, after: changed, handOverTo }, by);
    unit.put('users', workMove === undefined ? changed : { ...changed, workMove }, user);
    const shown = ({ name, role, teamId, active }: UserRecord) => ({ personId: user._id, name, role, teamId, active });
    const after = {
      ...shown(changed),
      ...(left.length > 0 ? { left: leftWords(left) } : {}),
      ...(handOverTo === null ? {} : { ownerName: handOverTo.name }),
    };
    return { action: 'person.change', before: shown(user), after };
  });
  const left: string[] = [];
  const { store, clock, announce } = context;
  await moveWork(store, input.personId, { clock, announce, onLeft: (why) => left.push(why) });
  const [why] = left;
  if (why !== undefined) {
    const message = `The person is changed, but not everything could be moved, and stays where it was: ${why}`;
    throw new AdminRefusal(message, 'notAllMoved');
  }
}
