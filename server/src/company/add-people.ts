import { done } from '@marginiq/domain/govern/action';
import type { AdminContext } from '../admin/admin-action.ts';
import { changePerson } from '../admin/change-person.ts';
import { ActionRefusedError, perform } from '../audit/perform.ts';
import { newPasswordLink, replacePasswordLink } from '../auth/password-links.ts';
import type { Problem } from '../import/problem.ts';
import { commit } from '../tenancy/commit.ts';
import type { UserRecord } from '../tenancy/documents.ts';
import type { Commit } from '../tenancy/unit-of-work.ts';
import { refusalWords } from '../words/refusal-words.ts';
import type { PersonRow } from './person-rows.ts';
import { type PeoplePlan, type Planned, planPeople } from './plan-people.ts';

/** Links in one commit; each is a write of its own. */
const LINKS_AT_ONCE = 100;

export interface PersonReport {
  planned: Planned;
  /** Secret of a one-time link, if one was made. */
  token: string | null;
  /** Why a change was not made. */
  refusal: string | null;
}

export interface PeopleReport {
  problems: Problem[];
  newTeams: string[];
  people: PersonReport[];
}

interface Options {
  /** The source of the rows, as named in problems. */
  file: string;
  dryRun: boolean;
  /** Changes also what leaves requests without somebody to decide on them. */
  confirmed?: boolean;
  /** Who of those that are there already gets another link. */
  newLinks: 'nobody' | 'withoutPassword' | 'everybody';
}

/** Puts the new teams and people of a plan aside, each with a link. @returns the links' secrets by email */
async function putNew(unit: Commit, context: AdminContext, plan: PeoplePlan): Promise<Map<string, string>> {
  const { clock, store } = context;
  const { companyId } = store;
  const tokens = new Map<string, string>();
  if (plan.newTeams.length > 0) {
    const company = await unit.store.collection('companies').findById(companyId);
    if (company === null) throw new Error('the company is gone');
    unit.put('companies', { ...company, teams: [...company.teams, ...plan.newTeams] }, company);
    for (const { id, name } of plan.newTeams)
      perform(unit, context, 'team.add', done(undefined, { after: { teamId: id, name } }));
  }
  for (const planned of plan.people) {
    if (planned.kind !== 'add') continue;
    const { name, role, team, row } = planned;
    const _id = clock.newId();
    const access = { active: true, pattern: null, passwordHash: null, viewEpoch: 1 };
    const person = { name, email: row.email, role, teamId: team?.id ?? null };
    unit.put('users', { _id, companyId, seq: 0, kind: 'person', ...person, ...access }, null);
    perform(unit, context, 'person.add', done(undefined, { after: { personId: _id, ...person } }));
    const { token, record } = newPasswordLink({ companyId, userId: _id }, clock.now());
    unit.insert('passwordLinks', record);
    tokens.set(row.email, token);
  }
  return tokens;
}

/** Makes each of these people another link, which ends the one before. @returns the links' secrets by email */
async function renewLinks(context: AdminContext, users: readonly UserRecord[]): Promise<Map<string, string>> {
  const tokens = new Map<string, string>();
  for (let from = 0; from < users.length; from += LINKS_AT_ONCE) {
    await commit(context.store, async (unit) => {
      for (const { _id, companyId, email, name } of users.slice(from, from + LINKS_AT_ONCE)) {
        const { token, record } = newPasswordLink({ companyId, userId: _id }, context.clock.now());
        replacePasswordLink(unit, record);
        perform(unit, context, 'person.link', done(undefined, { after: { personId: _id, name } }));
        tokens.set(email.toLowerCase(), token);
      }
    });
  }
  return tokens;
}

/** Gives somebody who is there another role or team, as an admin does. @returns why not, if so */
async function change(
  context: AdminContext,
  { user, role, team }: Planned & { kind: 'change' },
  confirmed: boolean,
): Promise<string | null> {
  try {
    await changePerson(context, { personId: user._id, role, teamId: team?.id ?? null, confirmed });
    return null;
  } catch (error) {
    if (error instanceof ActionRefusedError) return refusalWords(error.refusal);
    throw error;
  }
}

/**
 * Makes the company have these people. All new ones come in one commit with their teams, or none; each change of somebody who is
 * there is an admin's action of its own, with its own entry in the audit log.
 */
export async function addPeople(
  context: AdminContext,
  rows: readonly PersonRow[],
  { file, dryRun, newLinks, confirmed = false }: Options,
): Promise<PeopleReport> {
  const { store, clock, announce } = context;
  const { result, ...news } = await commit(store, async (unit) => {
    const company = await unit.store.collection('companies').findById(store.companyId);
    if (company === null) throw new Error('the company is gone');
    const users = await unit.store.collection('users').find({});
    const plan = planPeople(rows, { company, users, file, newId: clock.newId });
    const isToDo = !dryRun && plan.problems.length === 0;
    return { plan, tokens: isToDo ? await putNew(unit, context, plan) : new Map<string, string>() };
  });
  if (news.written.length > 0) announce(store.companyId, news);
  const { plan, tokens } = result;
  const refusals = new Map<string, string>();
  if (!dryRun && plan.problems.length === 0) {
    for (const planned of plan.people) {
      const refusal = planned.kind === 'change' ? await change(context, planned, confirmed) : null;
      if (refusal !== null) refusals.set(planned.row.email, refusal);
    }
    const wants = ({ active, passwordHash }: UserRecord) =>
      active && (newLinks === 'everybody' || (newLinks === 'withoutPassword' && passwordHash === null));
    const there = plan.people.flatMap((planned) => (planned.kind === 'add' ? [] : [planned.user]));
    for (const [email, token] of await renewLinks(context, there.filter(wants))) tokens.set(email, token);
  }
  return {
    problems: plan.problems,
    newTeams: plan.newTeams.map(({ name }) => name),
    people: plan.people.map((planned) => ({
      planned,
      token: tokens.get(planned.row.email) ?? null,
      refusal: refusals.get(planned.row.email) ?? null,
    })),
  };
}
