import type { Actor, DiscountRequest } from '@marginiq/contract/discount-request';
import { needsTeam, type Role } from '@marginiq/contract/roles';
import type { Id, Instant } from '@marginiq/contract/scalars';
import { MOST_STEPS_TO_HAND_OVER, type Recipient, tooManySteps } from '../hand-over.ts';
import { type ActionDecision, done, refusedAction } from './action.ts';
import { stepActor } from './actors.ts';
import { type Confirmation, isConfirmed } from './confirmation.ts';
import { leftUndecided, type Member, type Staffed } from './left-undecided.ts';

/**
 * What moves because a person changed: to its owner's new team (null), or to somebody else; on whose behalf, and since when.
 */
export interface WorkToMove {
  to: Id | null;
  by: Actor;
  at: Instant;
}

export interface ChangePersonArgs {
  role?: Role | undefined;
  teamId?: Id | null | undefined;
  active?: boolean | undefined;
  confirmed: Confirmation;
}

/** The company as the change finds it. */
export interface ChangePersonState extends Staffed {
  person: Member;
  /** What an earlier change of this person has yet to move. */
  workMove: WorkToMove | undefined;
  /** Who is to get this person's customers and open requests; null: they stay. */
  handOverTo: Recipient | null;
  /** An open request of this person that has more than `MOST_STEPS_TO_HAND_OVER` steps, if there is one. */
  longRequest: Pick<DiscountRequest, 'id' | 'status' | 'steps'> | null;
}

export interface PersonChanged {
  person: Member;
  workMove: WorkToMove | undefined;
}

/** What must follow this change: the person's work goes to somebody else, or along to the new team. */
function moveAfter(
  { person, workMove, handOverTo }: ChangePersonState,
  after: Member,
  { actor, now }: { actor: Actor; now: Instant },
): WorkToMove | undefined {
  const by = { by: stepActor(actor), at: now };
  if (handOverTo !== null) return { to: handOverTo.id, ...by };
  // What still has to be handed over by an earlier change does not come along.
  const isAlong = after.teamId !== null && after.teamId !== person.teamId && !workMove?.to;
  return isAlong ? { to: null, ...by } : workMove;
}

/** A company that nobody can govern any more could not be mended from within. */
const keepsAnAdmin = (after: Member, people: readonly Member[]): boolean =>
  (after.active && after.role === 'admin') ||
  people.some(({ id, active, role }) => id !== after.id && active && role === 'admin');

const shown = ({ id: personId, name, role, teamId, active }: Member) => ({ personId, name, role, teamId, active });

/** Decides on another role or team for a person, or on the end or return of their access. */
export function decideChangePerson(
  { role, teamId, active, confirmed }: ChangePersonArgs,
  state: ChangePersonState,
  context: { actor: Actor; now: Instant },
): ActionDecision<PersonChanged> {
  const { person, teams, people, handOverTo, longRequest } = state;
  if (handOverTo?.id === person.id) return refusedAction({ code: 'recipientIsOwner' });
  const after: Member = {
    ...person,
    role: role ?? person.role,
    teamId: teamId === undefined ? person.teamId : teamId,
    active: active ?? person.active,
  };
  if (after.teamId !== null && !teams.some(({ id }) => id === after.teamId)) {
    return refusedAction({ code: 'teamUnknown' });
  }
  if (!keepsAnAdmin(after, people)) return refusedAction({ code: 'lastAdmin' });
  // What somebody without a team asks for, no manager sees. Whoever is in none from earlier can still be switched off.
  if (after.active && after.teamId === null && needsTeam(after.role)) {
    return refusedAction({ code: 'needsTeam', name: after.name, role: after.role });
  }
  const left = leftUndecided({ before: person, after, handOverTo }, state);
  if (!isConfirmed(left, confirmed)) return refusedAction({ code: 'leftUndecided', left });
  if (handOverTo !== null && longRequest !== null && longRequest.steps.length > MOST_STEPS_TO_HAND_OVER) {
    return refusedAction(tooManySteps(longRequest));
  }
  return done(
    { person: after, workMove: moveAfter(state, after, context) },
    {
      before: shown(person),
      after: {
        ...shown(after),
        ...(left.length > 0 ? { left } : {}),
        ...(handOverTo === null ? {} : { ownerName: handOverTo.name }),
      },
    },
  );
}
