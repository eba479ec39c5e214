import type { Role } from './roles.ts';

/** What a change leaves without anybody to decide it, as codes, so that each program words it itself. */
export type LeftUndecided =
  | { code: 'teamWithoutManager'; person: string; team: string; open: number }
  | { code: 'onlyAdmin'; admin: string }
  | { code: 'withoutApprover'; open: number }
  | { code: 'ownRequests'; person: string; open: number }
  | { code: 'ownCustomers'; person: string; customers: number };

/**
 * Why an action of an admin, an operator, a job or an import was not done. A code with its parameters; the reader's program
 * turns it into words.
 */
export type ActionRefusal =
  /** The actor may not do this. */
  | { code: 'notAllowed' }
  | { code: 'personUnknown' }
  | { code: 'teamUnknown' }
  | { code: 'deviceUnknown' }
  | { code: 'alreadyRevoked' }
  /** Nobody could govern the company any more. */
  | { code: 'lastAdmin' }
  | { code: 'needsTeam'; name: string; role: Role }
  /** A request, by the code that people know, has no room for the step of a hand-over. An open one can still be rejected. */
  | { code: 'tooManySteps'; request: string; isOpen: boolean }
  | { code: 'recipientLeft' }
  | { code: 'recipientWithoutTeam'; name: string }
  | { code: 'recipientIsOwner' }
  /** The change leaves something undecided, and that was not confirmed. */
  | { code: 'leftUndecided'; left: readonly LeftUndecided[] }
  /** The person is changed; some of the work stays where it was. */
  | { code: 'notAllMoved'; why: ActionRefusal }
  /** Something of what was chosen is not there any more. */
  | { code: 'listChanged' }
  /** Devices could not read the result. */
  | { code: 'unreadable'; where: string };

export type ActionRefusalCode = ActionRefusal['code'];
