import { MAX_TEAMS } from '@marginiq/contract/limits';
import { describe, expect, it } from 'vitest';
import { problemLine } from '../import/problem.ts';
import type { CompanyRecord, UserRecord } from '../tenancy/documents.ts';
import { readPeopleFile, readTypedPerson } from './person-rows.ts';
import { planPeople } from './plan-people.ts';

const company = { _id: 'c', companyId: 'c', teams: [{ id: 'n', name: 'North' }] } as unknown as CompanyRecord;
const user = (change: Partial<UserRecord>): UserRecord =>
  ({
    _id: 'u',
    companyId: 'c',
    name: 'Anna',
    email: 'anna@acme.example',
    role: 'salesperson',
    teamId: 'n',
    active: true,
    ...change,
  }) as UserRecord;

const csv = (text: string) => readPeopleFile('people.csv', new TextEncoder().encode(text));
const plan = (text: string, users: UserRecord[] = []) => {
  const { rows, problems } = csv(text);
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `new-${ids}`;
  };
  const planned = planPeople(rows, { company, users, file: 'people.csv', newId });
  return { ...planned, problems: [...problems, ...planned.problems].map(problemLine) };
};

describe('a file of people', () => {
  it('a file of people makes each person once, in teams that are there or new', () => {
    const { problems, newTeams, people } = plan(
      'Email,Name,Role,Team\n Anna@Acme.Example ,Anna Keller,salesperson,north\nbert@acme.example,Bert,Sales,South\n' +
        'mona@acme.example,Mona,MANAGER,south\nada@acme.example,Ada,admin,\n',
    );
    expect(problems).toEqual([]);
    expect(newTeams).toEqual([{ id: 'new-1', name: 'South' }]);
    expect(people).toMatchObject([
      { kind: 'add', row: { email: 'anna@acme.example' }, role: 'salesperson', team: { id: 'n' } },
      { kind: 'add', role: 'salesperson', team: { id: 'new-1' } },
      { kind: 'add', role: 'manager', team: { id: 'new-1' } },
      { kind: 'add', role: 'admin', team: null },
    ]);
  });

  it('every fault in a file of people is named by its line, with what to do', () => {
    const { problems } = plan(
      'email,name,role,team\nanna,Anna,sales,North\nbert@acme.example,Bert,boss,North\nben@acme.example,,sales,North\n' +
        'mona@acme.example,Mona,manager,\ncleo@acme.example,Cleo,sales,North\nCLEO@acme.example,Cleo,sales,North\n' +
        ',Nobody,sales,North\n',
    );
    expect(problems).toEqual([
      'people.csv line 2, email: "anna" is not an email address, as in anna@acme.example',
      'people.csv line 3, role: "boss" is none of salesperson, manager, admin',
      'people.csv line 7, email: "cleo@acme.example" is already in line 6',
      'people.csv line 8, email: is missing',
      'people.csv line 4, name: is missing; ben@acme.example is new here',
      'people.csv line 5, team: is missing; a manager works in a team, and one that does not exist yet is made',
    ]);
  });

  it('existing people are found by email, however it was written, and their changes listed', () => {
    const text = 'email,name,role,team\nANNA@acme.example,Somebody,salesperson,North\n';
    expect(plan(text, [user({})]).people).toMatchObject([{ kind: 'known' }]);
    expect(plan(text, [user({ email: 'Anna@Acme.example' })]).people).toMatchObject([{ kind: 'known' }]);
    expect(plan(text, [user({ role: 'manager' })]).people).toMatchObject([{ kind: 'change', role: 'salesperson' }]);
    expect(plan(text, [user({ teamId: 'elsewhere' })]).people).toMatchObject([{ kind: 'change', team: { id: 'n' } }]);
  });

  it('fields that a file does not state are unchanged', () => {
    const { rows } = readTypedPerson({ email: 'anna@acme.example' });
    const about = { company, users: [user({ role: 'manager' })], file: '', newId: () => 'new' };
    expect(planPeople(rows, about).people).toMatchObject([{ kind: 'known' }]);
  });

  it('a file with more new teams than a company may have is a problem, and names the first that is too many', () => {
    const teams = Array.from({ length: MAX_TEAMS - 1 }, (_, at) => ({ id: `t${at}`, name: `T${at}` }));
    const { rows } = csv(
      'email,name,role,team\na@acme.example,A,sales,t0\nb@acme.example,B,sales,New\nc@acme.example,C,sales,Newer\n' +
        'd@acme.example,D,sales,newer\ne@acme.example,E,sales, NEW \n',
    );
    const about = { users: [], file: 'people.csv', newId: () => 'new' };
    const { problems } = planPeople(rows, { ...about, company: { ...company, teams } });
    expect(problems.map(problemLine)).toEqual([
      'people.csv line 4, team: "Newer" is one too many: a company has at most 1000 teams',
    ]);
  });

  it('a file of people has at most 5,000 people', () => {
    const lines = Array.from({ length: 5_001 }, (_, at) => `p${at}@acme.example,P,sales,North`);
    expect(csv(['email,name,role,team', ...lines].join('\n')).problems.map(problemLine)).toEqual([
      'people.csv line 1: has 5001 people; at most 5000 are added at once. Split the file',
    ]);
  });
});

it('an option that does not fit is named as it was typed', () => {
  const { problems } = readTypedPerson({ email: 'anna@acme.example', role: 'chief' });
  expect(problems.map(problemLine)).toEqual(['--role: "chief" is none of salesperson, manager, admin']);
});
