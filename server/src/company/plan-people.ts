import { MAX_TEAMS } from '@marginiq/contract/limits';
import { needsTeam, type Role } from '@marginiq/contract/roles';
import { foldKey } from '../import/keys.ts';
import type { Problem } from '../import/problem.ts';
import type { CompanyRecord, UserRecord } from '../tenancy/documents.ts';
import { COMPANY_WORDS } from '../words/company-words.ts';
import type { PersonRow } from './person-rows.ts';

type Team = CompanyRecord['teams'][number];

export type Planned =
  /** Somebody new. */
  | { kind: 'add'; row: PersonRow; name: string; role: Role; team: Team | null }
  /** Somebody who is there, with another role or team. */
  | { kind: 'change'; row: PersonRow; user: UserRecord; role: Role; team: Team | null }
  /** Somebody who is there just so. */
  | { kind: 'known'; row: PersonRow; user: UserRecord };

export interface PeoplePlan {
  /** With one problem nothing is done. */
  problems: Problem[];
  newTeams: Team[];
  people: Planned[];
}

/** What the rows mean for the company in its current state. Pure, except for the ids of new teams. */
export function planPeople(
  rows: readonly PersonRow[],
  {
    company,
    users,
    file,
    newId,
  }: { company: CompanyRecord; users: readonly UserRecord[]; file: string; newId: () => string },
): PeoplePlan {
  const problems: Problem[] = [];
  const teams = new Map(company.teams.map((team) => [foldKey(team.name), team]));
  const newTeams: Team[] = [];
  const byEmail = new Map(users.map((user) => [foldKey(user.email), user]));
  const teamById = new Map(company.teams.map((team) => [team.id, team]));

  const teamNamed = (name: string, line: number): Team => {
    const found = teams.get(foldKey(name));
    if (found !== undefined) return found;
    const made = { id: newId(), name };
    teams.set(foldKey(name), made);
    newTeams.push(made);
    // Said once, of the first one that is too many.
    if (company.teams.length + newTeams.length === MAX_TEAMS + 1) {
      const reason = COMPANY_WORDS.tooManyTeams(MAX_TEAMS);
      problems.push({ file, line, column: 'team', value: name, reason });
    }
    return made;
  };
  const people = rows.flatMap((row): Planned[] => {
    const fail = (column: string, reason: string): Planned[] => {
      problems.push({ file, line: row.line, column, value: null, reason });
      return [];
    };
    const user = byEmail.get(row.email);
    const role = row.role ?? user?.role;
    const name = row.name ?? user?.name;
    if (name === undefined) return fail('name', COMPANY_WORDS.missingOfNew(row.email));
    if (role === undefined) return fail('role', COMPANY_WORDS.missingOfNew(row.email));
    const kept = user?.teamId == null ? null : (teamById.get(user.teamId) ?? null);
    if (row.team === null && kept === null && needsTeam(role)) {
      return fail('team', COMPANY_WORDS.missingTeam(role));
    }
    const team = row.team === null ? kept : teamNamed(row.team, row.line);
    if (user === undefined) return [{ kind: 'add', row, name, role, team }];
    if (role === user.role && (team?.id ?? null) === user.teamId) return [{ kind: 'known', row, user }];
    return [{ kind: 'change', row, user, role, team }];
  });
  return { problems, newTeams, people };
}
