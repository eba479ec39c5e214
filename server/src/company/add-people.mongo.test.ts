import { afterAll, describe, expect, it } from 'vitest';
import type { AdminContext } from '../admin/admin-action.ts';
import { operator } from '../operate/operator.ts';
import { credentials, httpCall } from '../testing/http-call.ts';
import { expectPositionsHold } from '../testing/laws.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { TestReader } from '../testing/test-reader.ts';
import { addPeople } from './add-people.ts';
import type { PersonRow } from './person-rows.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

const contextOf = ({ store }: TestCompany): AdminContext => ({
  store,
  clock: api.clock,
  actor: operator('tester'),
  announce: () => undefined,
});
const row = (email: string, change: Partial<PersonRow> = {}): PersonRow => ({
  line: 2,
  email,
  name: 'Somebody',
  role: 'salesperson',
  team: 'North',
  ...change,
});
const add = (company: TestCompany, rows: PersonRow[], options: Partial<Parameters<typeof addPeople>[2]> = {}) =>
  addPeople(contextOf(company), rows, { file: 'people.csv', dryRun: false, newLinks: 'nobody', ...options });
const actionsOf = async (company: TestCompany) =>
  (await company.store.collection('auditLogs').find({}, { sort: { _id: 1 } })).map(({ action }) => action);
const PASSWORD = 'seven trains to Kiel';

describe('adding people', () => {
  it('adding people makes them in one commit with their teams, each with a link that works', async () => {
    const company = await createTestCompany(api.services);
    const rows = [row('new@acme.example'), row('chief@acme.example', { role: 'manager', team: 'West' })];
    const { problems, newTeams, people } = await add(company, rows);
    expect(problems).toEqual([]);
    expect(newTeams).toEqual(['West']);
    const chief = await company.store.collection('users').findOne({ email: 'chief@acme.example' });
    const teams = (await company.store.collection('companies').findById(company.id))?.teams ?? [];
    expect(teams.find(({ id }) => id === chief?.teamId)?.name).toBe('West');
    expect(await actionsOf(company)).toEqual(['team.add', 'person.add', 'person.add']);
    await expectPositionsHold(api, company);

    const token = people[1]?.token ?? '';
    expect((await httpCall(api, 'auth.setPassword', { token, password: PASSWORD })).code).toBeNull();
    const login = credentials(company, company.person('Anna'), { email: 'chief@acme.example', password: PASSWORD });
    expect((await httpCall(api, 'auth.login', login)).code).toBeNull();
  });

  it('adding people reaches the devices that are at work', async () => {
    const company = await createTestCompany(api.services);
    const reader = new TestReader(await TestDevice.register(company, company.person('Anna')));
    await reader.catchUp(api);
    await add(company, [row('new@acme.example', { name: 'Nina New' })]);
    await reader.catchUp(api);
    expect(JSON.stringify(reader.view())).toContain('Nina New');
  });

  it('again reports them, makes nobody twice, and leaves the link that they have', async () => {
    const company = await createTestCompany(api.services);
    const [first] = (await add(company, [row('new@acme.example')])).people;
    const before = await company.seq();
    const again = await add(company, [row('new@acme.example')]);
    expect(again.people).toMatchObject([{ planned: { kind: 'known' }, token: null, refusal: null }]);
    expect(await company.seq()).toBe(before);
    const look = await httpCall(api, 'auth.passwordLink', { token: first?.token });
    expect(look.code).toBeNull();
  });

  it('adding people changes a team’s only manager only once what that leaves undecided was said and confirmed', async () => {
    const company = await createTestCompany(api.services);
    const mona = company.person('Mona');
    const rows = [row(mona.email, { name: 'Mona' })];
    const said = await add(company, rows);
    expect(said.people[0]?.refusal).toMatch(/Mona is the only manager of North/);
    const roleOf = async () => (await company.store.collection('users').findById(mona.id))?.role;
    expect(await roleOf()).toBe('manager');
    expect((await add(company, rows, { confirmed: true })).people[0]?.refusal).toBeNull();
    expect(await roleOf()).toBe('salesperson');
  });

  it('adding people gives another link to who asks for one, and ends the one before', async () => {
    const company = await createTestCompany(api.services);
    const [first] = (await add(company, [row('new@acme.example')])).people;
    const anna = company.person('Anna');
    const rows = [row('new@acme.example'), row(anna.email)];
    const some = await add(company, rows, { newLinks: 'withoutPassword' });
    expect(some.people.map(({ token }) => token !== null)).toEqual([true, false]);
    const all = await add(company, rows, { newLinks: 'everybody' });
    expect(all.people.every(({ token }) => token !== null)).toBe(true);
    const tokens = [first?.token, some.people[0]?.token, all.people[0]?.token, all.people[1]?.token];
    const answers = [];
    for (const token of tokens) answers.push((await httpCall(api, 'auth.passwordLink', { token })).code);
    expect(answers).toEqual(['NOT_FOUND', 'NOT_FOUND', null, null]);
    expect((await actionsOf(company)).filter((action) => action === 'person.link')).toHaveLength(3);
  });

  it('adding people changes role and team as an admin does, with what was before in the audit log', async () => {
    const company = await createTestCompany(api.services);
    const anna = company.person('Anna');
    const { people } = await add(company, [row(anna.email, { name: null, role: 'manager', team: 'South' })]);
    expect(people).toMatchObject([{ planned: { kind: 'change' }, refusal: null, token: null }]);
    const [entry] = await company.store.collection('auditLogs').find({ action: 'person.change' });
    expect(entry).toMatchObject({
      actor: { name: 'operator tester' },
      before: { role: 'salesperson', teamId: anna.teamId },
      after: { role: 'manager', teamId: company.person('Sven').teamId },
    });
    // The customers go along to the new team.
    const customers = await company.store.collection('customers').find({ ownerId: anna.id });
    expect(new Set(customers.map(({ teamId }) => teamId))).toEqual(new Set([company.person('Sven').teamId]));
  });

  it('adding people does not take the last admin away, and says so', async () => {
    const company = await createTestCompany(api.services);
    const { people } = await add(company, [row(company.person('Ada').email, { role: 'manager' })]);
    expect(people[0]?.refusal).toContain('last active admin');
  });

  it.each([
    ['with one problem', { problem: true, dryRun: false }],
    ['as a dry run', { problem: false, dryRun: true }],
  ])('%s changes nothing', async (_title, { problem, dryRun }) => {
    const company = await createTestCompany(api.services);
    const before = await company.seq();
    const rows = [
      row('new@acme.example', { team: 'West' }),
      row(company.person('Anna').email, { role: 'manager' }),
      ...(problem ? [row('other@acme.example', { team: null })] : []),
    ];
    const report = await add(company, rows, { dryRun, newLinks: 'everybody' });
    expect(report.problems).toHaveLength(problem ? 1 : 0);
    expect(report.people.every(({ token }) => token === null)).toBe(true);
    expect(await company.seq()).toBe(before);
    expect(await actionsOf(company)).toEqual([]);
    expect(await company.store.collection('passwordLinks').count()).toBe(0);
  });

  it('adding people takes a thousand at once, and again', async () => {
    const company = await createTestCompany(api.services);
    const rows = Array.from({ length: 1_000 }, (_, at) =>
      row(`p${at}@acme.example`, { line: at + 2, team: `Team ${at % 20}` }),
    );
    const { newTeams, people } = await add(company, rows);
    expect(newTeams).toHaveLength(20);
    expect(new Set(people.map(({ token }) => token)).size).toBe(1_000);
    const again = await add(company, rows, { newLinks: 'withoutPassword' });
    expect(again.people.every(({ planned, token }) => planned.kind === 'known' && token !== null)).toBe(true);
    expect(await company.store.collection('users').count()).toBe(1_007);
    await expectPositionsHold(api, company);
  });

  it('two operators who add people at once make nobody and no team twice', async () => {
    const company = await createTestCompany(api.services);
    const rows = [row('new@acme.example', { team: 'West' })];
    await Promise.all([add(company, rows), add(company, rows), add(company, rows)]);
    expect(await company.store.collection('users').count({ email: 'new@acme.example' })).toBe(1);
    const teams = (await company.store.collection('companies').findById(company.id))?.teams ?? [];
    expect(teams.filter(({ name }) => name === 'West')).toHaveLength(1);
  });
});
