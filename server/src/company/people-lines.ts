import { LINK_DAYS } from '../auth/password-links.ts';
import { type Problem, problemLine } from '../import/problem.ts';
import { COMPANY_WORDS } from '../words/company-words.ts';
import type { PeopleReport, PersonReport } from './add-people.ts';

const SHOWN = 200;

export function problemLines(problems: readonly Problem[], consequence: string): string[] {
  const lines = problems.slice(0, SHOWN).map((problem) => `  ${problemLine(problem)}`);
  if (problems.length > SHOWN) lines.push(COMPANY_WORDS.andMore(problems.length - SHOWN));
  return [COMPANY_WORDS.problems(problems.length, consequence), ...lines];
}

const place = (role: string, team: string | undefined) =>
  team === undefined ? role : COMPANY_WORDS.roleInTeam(role, team);

function whatBecame({ planned, refusal }: PersonReport, dryRun: boolean): string {
  if (refusal !== null) return COMPANY_WORDS.notChanged(refusal);
  if (planned.kind === 'known') {
    return planned.user.active ? COMPANY_WORDS.isThereAs(planned.user.role) : COMPANY_WORDS.isThereDeactivated;
  }
  const { role, team } = planned;
  const where = place(role, team?.name);
  if (planned.kind === 'add') return dryRun ? COMPANY_WORDS.wouldBeAddedAs(where) : COMPANY_WORDS.addedAs(where);
  return dryRun ? COMPANY_WORDS.wouldChangeTo(where) : COMPANY_WORDS.changedTo(where);
}

/** The report as lines for a terminal: each person, and below it the link to send. */
export function peopleLines(
  { problems, newTeams, people }: PeopleReport,
  { dryRun, linkOf }: { dryRun: boolean; linkOf: (token: string) => string },
): string[] {
  if (problems.length > 0) return problemLines(problems, COMPANY_WORDS.nobodyChanged);
  const lines = newTeams.map((name) => `${dryRun ? COMPANY_WORDS.wouldMakeTeam : COMPANY_WORDS.newTeam} ${name}`);
  for (const person of people) {
    lines.push(`${person.planned.row.email} ${whatBecame(person, dryRun)}`);
    if (person.token !== null) lines.push(`  ${linkOf(person.token)}`);
  }
  const links = people.filter(({ token }) => token !== null).length;
  if (links > 0) {
    const which = links === 1 ? COMPANY_WORDS.theLink : COMPANY_WORDS.eachLink;
    lines.push('', COMPANY_WORDS.linkWorksForDays(which, LINK_DAYS));
  }
  if (dryRun) lines.push('', COMPANY_WORDS.dryRun);
  return lines;
}
