import { ROLES } from '@marginiq/contract/roles';
import { CallError } from '../operate/run-command.ts';
import type { Database } from '../tenancy/database.ts';
import { addPeople } from './add-people.ts';
import { operatorIn, readNamedFile, readOptions } from './command.ts';
import { cleanEmail, cleanName } from './company-fields.ts';
import { type Field, fillIn, withTerminal } from './fill-in.ts';
import { peopleLines, problemLines } from './people-lines.ts';
import { type ReadPeople, readPeopleFile, readTypedPerson, roleOf, type TypedPerson } from './person-rows.ts';
import { serverAddress } from './server-address.ts';

export const PEOPLE_USAGE = `npm run company -- people --company <short name> [options]

  Adds people, and prints for each a one-time link by which they set their password.
  Asks, if it is started in a terminal and names nobody. Somebody who is there already gets
  the role and team that are given; with nothing new, nothing changes.

  --email <email>        one person
  --name <name>
  --role <role>          ${ROLES.join(', ')}
  --team <team>          made if there is none of that name; admins need none
  --file <people.csv>    many people: the columns email, name, role, team
  --new-link             another link for who is there already (in a file: who has no password
                         yet); the link before it ends
  --confirm              change people also where that leaves requests without somebody to decide;
                         without it, what it would leave is said and nothing changed
  --dry-run              only say what would happen
  --address <address>    where people reach the server, as in https://marginiq.acme.example`;

const OPTIONS = {
  company: { type: 'string' },
  email: { type: 'string' },
  name: { type: 'string' },
  role: { type: 'string' },
  team: { type: 'string' },
  file: { type: 'string' },
  'new-link': { type: 'boolean', default: false },
  confirm: { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
  address: { type: 'string' },
} as const;

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
    wanted: 'a name of 1 to 120 characters',
    read: (text) => cleanName(text, 120),
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
  wanted: 'a name of 1 to 80 characters',
  read: (text) => cleanName(text, 80),
};

async function askForPerson(): Promise<TypedPerson> {
  return withTerminal(async (terminal) => {
    if (terminal === null) throw new CallError('Name somebody by --email, or give a --file.');
    const { email } = await fillIn([EMAIL], {}, terminal);
    const { name, role } = await fillIn(NAME_AND_ROLE, {}, terminal);
    const { team } = role === 'admin' ? { team: undefined } : await fillIn([TEAM], {}, terminal);
    return { email, name, role, team };
  });
}

/**
 * @param address of the server, where --address is not given
 * @returns the exit code
 */
export async function people(database: Database, args: string[], address: string): Promise<number> {
  const given = readOptions(args, OPTIONS, PEOPLE_USAGE);
  if (given.company === undefined) throw new CallError(`--company is missing\n\n${PEOPLE_USAGE}`);
  const { email, name, role, team, file } = given;
  const typed = { email, name, role, team };
  const isTyped = Object.values(typed).some((value) => value !== undefined);
  if (file !== undefined && isTyped)
    throw new CallError('--file names everybody; give no --email, --name, --role or --team.');
  const { linkOf, notes } = serverAddress(given.address ?? address);
  const context = await operatorIn(database, given.company);

  const opened = file === undefined ? null : await readNamedFile(file);
  const read: ReadPeople =
    opened === null
      ? readTypedPerson(isTyped ? typed : await askForPerson())
      : readPeopleFile(opened.name, opened.content);
  if (read.ignored.length > 0) console.log(`${opened?.name}: not used: ${read.ignored.join(', ')}`);
  const print = (lines: readonly string[]) => {
    for (const line of lines) console.log(line);
  };
  if (read.problems.length > 0) {
    print(problemLines(read.problems, 'nobody was added or changed'));
    return 1;
  }
  await database.ensureIndexes();
  const dryRun = given['dry-run'];
  const another = file === undefined ? 'everybody' : 'withoutPassword';
  const newLinks = given['new-link'] ? another : 'nobody';
  const report = await addPeople(context, read.rows, {
    file: opened?.name ?? '',
    dryRun,
    newLinks,
    confirmed: given.confirm,
  });
  print(peopleLines(report, { dryRun, linkOf }));
  if (report.people.some(({ token }) => token !== null)) print(notes);
  return report.problems.length > 0 || report.people.some(({ refusal }) => refusal !== null) ? 1 : 0;
}
