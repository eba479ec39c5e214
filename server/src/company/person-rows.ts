import { MAX_NAME, MAX_TEAM_NAME } from '@marginiq/contract/limits';
import { ROLES, type Role } from '@marginiq/contract/roles';
import { type Columns, readCsv } from '../import/csv.ts';
import type { StatedFormat } from '../import/file-format.ts';
import { NO_FILE, type Problem, Problems } from '../import/problem.ts';
import { COMPANY_WORDS } from '../words/company-words.ts';
import { cleanEmail, cleanName } from './company-fields.ts';

/** A person whom a company should have. Null means not stated: for an existing person that field is unchanged. */
export interface PersonRow {
  /** Line of the file; 0 for options. */
  line: number;
  email: string;
  name: string | null;
  role: Role | null;
  team: string | null;
}

/** As typed. */
export type TypedPerson = Partial<Record<'email' | 'name' | 'role' | 'team', string | undefined>>;

export const MAX_PEOPLE = 5_000;

const COLUMNS: Columns = {
  email: { headers: ['email', 'mail'], required: true, literal: true },
  name: { headers: ['name', 'fullName'], required: true, literal: true },
  role: { headers: ['role'], required: true },
  team: { headers: ['team', 'teamName'] },
};

/** In words of the contract, or as people call them. */
const ROLE_NAMES: Readonly<Record<string, Role>> = { sales: 'salesperson', administrator: 'admin' };

export function roleOf(text: string): Role | null {
  const typed = text.trim().toLowerCase();
  return ROLE_NAMES[typed] ?? ROLES.find((role) => role === typed) ?? null;
}

const missing = (text: string | undefined): text is undefined | '' => text === undefined || text.trim() === '';

/** @returns null if something is invalid; `problems` says what */
function readPerson(
  typed: TypedPerson,
  { file, line, problems }: { file: string; line: number; problems: Problems },
): PersonRow | null {
  const before = problems.count;
  const fail = (column: keyof TypedPerson, reason: string) => {
    problems.add({ file, line, column, value: typed[column]?.slice(0, 80) ?? null, reason });
    return null;
  };
  const read = <T>(column: keyof TypedPerson, reader: (text: string) => T | null, wanted: string): T | null => {
    const text = typed[column];
    return missing(text) ? null : (reader(text) ?? fail(column, wanted));
  };
  const email = missing(typed.email) ? fail('email', 'is missing') : read('email', cleanEmail, COMPANY_WORDS.noEmail);
  const name = read('name', (text) => cleanName(text, MAX_NAME), COMPANY_WORDS.nameTooLong(MAX_NAME));
  const role = read('role', roleOf, COMPANY_WORDS.isNoneOf(ROLES.join(', ')));
  const team = read('team', (text) => cleanName(text, MAX_TEAM_NAME), COMPANY_WORDS.nameTooLong(MAX_TEAM_NAME));
  return problems.count > before || email === null ? null : { line, email, name, role, team };
}

export interface ReadPeople {
  rows: PersonRow[];
  problems: readonly Problem[];
  /** Headers that mean nothing here. */
  ignored: string[];
}

export function readTypedPerson(typed: TypedPerson): ReadPeople {
  const problems = new Problems();
  const row = readPerson(typed, { file: NO_FILE, line: 0, problems });
  return { rows: row === null ? [] : [row], problems: problems.found, ignored: [] };
}

/** Reads a CSV file of people. An email that occurs twice is a problem: which of the two rows is meant? */
export function readPeopleFile(file: string, content: Uint8Array, stated: StatedFormat = {}): ReadPeople {
  const problems = new Problems();
  const csv = readCsv(file, content, { columns: COLUMNS, problems, stated });
  const seen = new Map<string, number>();
  const rows = [...(csv?.rows ?? [])].flatMap(({ line, get }) => {
    const typed = { email: get('email'), name: get('name'), role: get('role'), team: get('team') };
    const row = readPerson(typed, { file, line, problems });
    if (row === null) return [];
    const before = seen.get(row.email);
    if (before === undefined) {
      seen.set(row.email, line);
      return [row];
    }
    problems.add({ file, line, column: 'email', value: row.email, reason: COMPANY_WORDS.isInLine(before) });
    return [];
  });
  if (rows.length > MAX_PEOPLE) {
    const reason = COMPANY_WORDS.tooManyPeople(rows.length, MAX_PEOPLE);
    problems.add({ file, line: 1, column: null, value: null, reason });
  }
  return { rows, problems: problems.found, ignored: csv?.ignored ?? [] };
}
