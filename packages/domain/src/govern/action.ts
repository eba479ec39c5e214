import type { ActionRefusal } from '@marginiq/contract/action-refusal';
import type { Actor } from '@marginiq/contract/discount-request';
import type { ACTOR_ROLES } from '@marginiq/contract/roles';

type ActorRole = (typeof ACTOR_ROLES)[number];

const PEOPLE = ['salesperson', 'manager', 'admin'] as const;
const GOVERNORS = ['admin', 'operator'] as const;

/**
 * Everything that is done in a company beside its people's commands on requests, and who may do it. An action that is not listed
 * cannot be done.
 */
const MAY_DO = {
  'company.create': ['operator'],
  'company.suspend': ['operator'],
  'company.resume': ['operator'],
  'team.add': GOVERNORS,
  'person.add': GOVERNORS,
  'person.change': GOVERNORS,
  'person.link': GOVERNORS,
  /** By a one-time link: the person it belongs to. */
  'person.password': PEOPLE,
  'device.revoke': GOVERNORS,
  /** A device that was revoked says how it ended, in its person's name. */
  'device.wipe': PEOPLE,
  'rules.publish': GOVERNORS,
  reassign: GOVERNORS,
  /** What follows from a person's change is done in the name of whoever made it; former releases called operators `system`. */
  'work.move': [...GOVERNORS, 'system'],
  /** The role is an admin's if the command names one; an import that a former release began says `system`. */
  'import.csv': ['import', 'admin', 'system'],
  'statistics.refresh': ['system'],
  'request.expire': ['timer'],
} as const satisfies Record<string, readonly ActorRole[]>;

export type ActionName = keyof typeof MAY_DO;
export const ACTIONS = Object.keys(MAY_DO) as ActionName[];

export const mayDo = (action: ActionName, { role }: Pick<Actor, 'role'>): boolean =>
  (MAY_DO[action] as readonly string[]).includes(role);

/** What the audit log shows, by field. */
export type Shown = Record<string, unknown>;

/** An action that is done, with what it changes and what the audit log says of it; or why it is not. */
export type ActionDecision<Change> =
  | { accepted: true; change: Change; before: Shown | null; after: Shown | null }
  | { accepted: false; refusal: ActionRefusal };

export const refusedAction = (refusal: ActionRefusal): { accepted: false; refusal: ActionRefusal } => ({
  accepted: false,
  refusal,
});

export function done<Change>(
  change: Change,
  { before = null, after = null }: { before?: Shown | null; after?: Shown | null } = {},
): ActionDecision<Change> {
  return { accepted: true, change, before, after };
}
