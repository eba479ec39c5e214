import type { ActionRefusal } from '@marginiq/contract/action-refusal';
import type { AuditEntry } from '@marginiq/contract/audit';
import type { Actor } from '@marginiq/contract/discount-request';
import { type ActionDecision, type ActionName, mayDo } from '@marginiq/domain/govern/action';
import type { Clock } from '../clock.ts';
import type { Commit } from '../tenancy/unit-of-work.ts';

/** An action is not done. Its message is for logs: the words of each reader are made of the refusal. */
export class ActionRefusedError extends Error {
  override name = 'ActionRefusedError';
  readonly refusal: ActionRefusal;

  constructor(refusal: ActionRefusal) {
    super(`refused: ${refusal.code}`);
    this.refusal = refusal;
  }
}

export interface Acting {
  actor: Actor;
  clock: Clock;
}

/** What the audit log records besides actor and action. */
type About = Partial<Pick<AuditEntry, 'id' | 'at' | 'deviceId' | 'requestId'>>;

/**
 * Carries out what was decided about an action: whoever is not a person with a command on a request (admins, operators, jobs, imports,
 * timers) changes a company through here, and the audit log says so in the same commit.
 *
 * @returns what is to be put aside in this commit
 * @throws ActionRefusedError if the decision is no, or the actor may not do it
 */
export function perform<Change>(
  unit: Commit,
  { actor, clock }: Acting,
  action: ActionName,
  decision: ActionDecision<Change>,
  about: About = {},
): Change {
  if (!mayDo(action, actor)) throw new ActionRefusedError({ code: 'notAllowed' });
  if (!decision.accepted) throw new ActionRefusedError(decision.refusal);
  const { userId, name, role } = actor;
  const { before, after, change } = decision;
  unit.audit({ id: clock.newId(), at: clock.now(), ...about, action, actor: { userId, name, role }, before, after });
  return change;
}
