import { ROLES } from '@marginiq/contract/roles';
import type { AdminContext } from '../admin/admin-action.ts';
import { systemClock } from '../clock.ts';
import { ENCODINGS } from '../import/encoding.ts';
import { foldKey } from '../import/keys.ts';
import { prepareStorage } from '../migrations/prepare.ts';
import { readNamedFile } from '../operate/named.ts';
import { CallError } from '../operate/run-command.ts';
import type { Database } from '../tenancy/database.ts';
import { COMPANY_WORDS } from '../words/company-words.ts';
import { addPeople } from './add-people.ts';
import { askForPerson } from './ask-for-person.ts';
import { operatorIn, readOptions } from './command.ts';
import { withTerminal } from './fill-in.ts';
import { peopleLines, problemLines } from './people-lines.ts';
import { type ReadPeople, readPeopleFile, readTypedPerson, type TypedPerson } from './person-rows.ts';
import { serverAddress } from './server-address.ts';

export const PEOPLE_USAGE = COMPANY_WORDS.peopleUsage(ROLES.join(', '), ENCODINGS.join(', '));

const OPTIONS = {
  company: { type: 'string' },
  email: { type: 'string' },
  name: { type: 'string' },
  role: { type: 'string' },
  team: { type: 'string' },
  file: { type: 'string' },
  encoding: { type: 'string' },
  'new-link': { type: 'boolean', default: false },
  confirm: { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
  address: { type: 'string' },
} as const;

/** Asks for somebody at the terminal. @throws CallError if there is none */
async function askAtTerminal({ store }: AdminContext): Promise<TypedPerson> {
  const isKnown = async (email: string) => {
    const users = await store.collection('users').find({}, { projection: { email: 1 } });
    return users.some((user) => foldKey(user.email) === foldKey(email));
  };
  return withTerminal(async (terminal) => {
    if (terminal === null) throw new CallError(COMPANY_WORDS.nameSomebody);
    return askForPerson(terminal, isKnown);
  });
}

/**
 * @param address of the server, where --address is not given
 * @returns the exit code
 */
export async function people(database: Database, args: string[], address: string): Promise<number> {
  const given = readOptions(args, OPTIONS, PEOPLE_USAGE);
  if (given.company === undefined) throw new CallError(COMPANY_WORDS.missingCompany(PEOPLE_USAGE));
  const { email, name, role, team, file } = given;
  const typed = { email, name, role, team };
  const isTyped = Object.values(typed).some((value) => value !== undefined);
  if (file !== undefined && isTyped) throw new CallError(COMPANY_WORDS.fileNamesEverybody);
  const encoding = ENCODINGS.find((one) => one === given.encoding?.toLowerCase());
  if (given.encoding !== undefined && (encoding === undefined || file === undefined))
    throw new CallError(COMPANY_WORDS.encodingOfFile(ENCODINGS.join(', ')));
  const { linkOf, notes } = serverAddress(given.address ?? address);
  const context = await operatorIn(database, given.company);

  const opened = file === undefined ? null : await readNamedFile(file);
  const read: ReadPeople =
    opened === null
      ? readTypedPerson(isTyped ? typed : await askAtTerminal(context))
      : readPeopleFile(opened.name, opened.content, encoding === undefined ? {} : { encoding });
  if (opened !== null && read.ignored.length > 0)
    console.log(COMPANY_WORDS.notUsed(opened.name, read.ignored.join(', ')));
  const print = (lines: readonly string[]) => {
    for (const line of lines) console.log(line);
  };
  if (read.problems.length > 0) {
    print(problemLines(read.problems, COMPANY_WORDS.nobodyChanged));
    return 1;
  }
  await prepareStorage(database, { clock: systemClock });
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
