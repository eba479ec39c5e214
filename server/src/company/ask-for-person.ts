import { MAX_NAME, MAX_TEAM_NAME } from '@marginiq/contract/limits';
import { ROLES } from '@marginiq/contract/roles';
import { cleanEmail, cleanName } from './company-fields.ts';
import { type Field, fillIn, type Terminal } from './fill-in.ts';
import { roleOf, type TypedPerson } from './person-rows.ts';

const EMAIL: Field<'email'> = {
  key: 'email',
  option: '--email',
  question: 'Email',
  wanted: 'an email address, as in anna@acme.example',
  read: cleanEmail,
};
const NAME_AND_ROLE: readonly Field<'name' | 'role'>[] = [
  {
    key: 'name',
    option: '--name',
    question: 'Name',
    wanted: `a name of 1 to ${MAX_NAME} characters`,
    read: (text) => cleanName(text, MAX_NAME),
  },
  {
    key: 'role',
    option: '--role',
    question: `Role (${ROLES.join(', ')})`,
    wanted: `one of ${ROLES.join(', ')}`,
    read: roleOf,
    suggest: () => 'salesperson',
  },
];
const TEAM: Field<'team'> = {
  key: 'team',
  option: '--team',
  question: 'Team, whose manager decides',
  wanted: `a name of 1 to ${MAX_TEAM_NAME} characters`,
  read: (text) => cleanName(text, MAX_TEAM_NAME),
};

/** Asks for one person. An existing person prompts no further questions: Enter at the role would change it. */
export async function askForPerson(
  terminal: Terminal,
  isKnown: (email: string) => Promise<boolean>,
): Promise<TypedPerson> {
  const { email } = await fillIn([EMAIL], {}, terminal);
  if (await isKnown(email)) {
    terminal.say('  Use --role or --team to change this person, and --new-link to make another link.');
    return { email };
  }
  const { name, role } = await fillIn(NAME_AND_ROLE, {}, terminal);
  const { team } = role === 'admin' ? { team: undefined } : await fillIn([TEAM], {}, terminal);
  return { email, name, role, team };
}
