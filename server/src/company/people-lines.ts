import { LINK_DAYS } from '../auth/password-links.ts';
import { type Problem, problemLine } from '../import/problem.ts';
import type { PeopleReport, PersonReport } from './add-people.ts';

const SHOWN = 200;

export function problemLines(problems: readonly Problem[], consequence: string): string[] {
  const lines = problems.slice(0, SHOWN).map((problem) => `  ${problemLine(problem)}`);
  if (problems.length > SHOWN) lines.push(`  and ${problems.length - SHOWN} more`);
  return [`${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}; ${consequence}:`, ...lines];
}

const place = (role: string, team: string | undefined) => (team === undefined ? role : `${role} in ${team}`);

function whatBecame({ planned, refusal }: PersonReport, dryRun: boolean): string {
  if (refusal !== null) return `not changed: ${refusal}`;
  if (planned.kind === 'known') {
    return planned.user.active ? `is there already, as ${planned.user.role}` : 'is there already, but deactivated';
  }
  const { role, team } = planned;
  const where = place(role, team?.name);
  if (planned.kind === 'add') return dryRun ? `would be added as ${where}` : `added as ${where}`;
  return dryRun ? `would change to ${where}` : `changed to ${where}`;
}

/** The report as lines for a terminal: each person, and below it the link to send. */
export function peopleLines(
  { problems, newTeams, people }: PeopleReport,
  { dryRun, linkOf }: { dryRun: boolean; linkOf: (token: string) => string },
): string[] {
  if (problems.length > 0) return problemLines(problems, 'nobody was added or changed');
  const lines = newTeams.map((name) => `${dryRun ? 'Would make the team' : 'New team:'} ${name}`);
  for (const person of people) {
    lines.push(`${person.planned.row.email} ${whatBecame(person, dryRun)}`);
    if (person.token !== null) lines.push(`  ${linkOf(person.token)}`);
  }
  const links = people.filter(({ token }) => token !== null).length;
  if (links > 0) {
    const which = links === 1 ? 'The link sets a password once' : 'Each link sets the password of its person once';
    lines.push('', `${which} and works for ${LINK_DAYS} days. Pass it on so that nobody else can read it.`);
  }
  if (dryRun) lines.push('', 'A dry run: nobody was added or changed.');
  return lines;
}
