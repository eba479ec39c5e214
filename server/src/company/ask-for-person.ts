import { MAX_NAME, MAX_TEAM_NAME } from '@marginiq/contract/limits';
import { ROLES } from '@marginiq/contract/roles';
import { COMPANY_WORDS } from '../words/company-words.ts';
import { cleanEmail, cleanName } from './company-fields.ts';
import { type Field, fillIn, type Terminal } from './fill-in.ts';
import { roleOf, type TypedPerson } from './person-rows.ts';

const EMAIL: Field<'email'> = {
  key: 'email',
  option: '--email',
  question: COMPANY_WORDS.email,
  wanted: COMPANY_WORDS.wantedEmail,
  read: cleanEmail,
};
const NAME_AND_ROLE: readonly Field<'name' | 'role'>[] = [
  {
    key: 'name',
    option: '--name',
    question: COMPANY_WORDS.name,
    wanted: COMPANY_WORDS.wantedName(MAX_NAME),
    read: (text) => cleanName(text, MAX_NAME),
  },
  {
    key: 'role',
    option: '--role',
    question: COMPANY_WORDS.role(ROLES.join(', ')),
    wanted: COMPANY_WORDS.oneOf(ROLES.join(', ')),
    read: roleOf,
    suggest: () => 'salesperson',
  },
];
const TEAM: Field<'team'> = {
  key: 'team',
  option: '--team',
  question: COMPANY_WORDS.team,
  wanted: COMPANY_WORDS.wantedName(MAX_TEAM_NAME),
  read: (text) => cleanName(text, MAX_TEAM_NAME),
};

/** Asks for one person. An existing person prompts no further questions: Enter at the role would change it. */
export async function askForPerson(
  terminal: Terminal,
  isKnown: (email: string) => Promise<boolean>,
): Promise<TypedPerson> {
  const { email } = await fillIn([EMAIL], {}, terminal);
  if (await isKnown(email)) {
    terminal.say(COMPANY_WORDS.useOptionsToChange);
    return { email };
  }
  const { name, role } = await fillIn(NAME_AND_ROLE, {}, terminal);
  const { team } = role === 'admin' ? { team: undefined } : await fillIn([TEAM], {}, terminal);
  return { email, name, role, team };
}
