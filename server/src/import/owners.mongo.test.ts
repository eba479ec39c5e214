import { afterAll, describe, expect, test } from 'vitest';
import { changePerson } from '../admin/change-person.ts';
import { expectedView } from '../testing/expected-view.ts';
import { filesOf, ImportDatabase, type ImportWorld } from '../testing/import-world.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { startTestPair } from '../testing/test-pair.ts';
import { TestReader } from '../testing/test-reader.ts';
import { importCsv } from './import-csv.ts';
import { problemLine } from './problem.ts';

const [api] = await startTestPair();
const database = await ImportDatabase.create();
afterAll(() => database[Symbol.asyncDispose]());

const CUSTOMERS = 'code,name,owner\nX1,First,\nX2,Second,7\n';
const DEALS = 'deal,customer,date,employeeID\nD1,X1,2025-01-02,7\nD2,X2,2025-02-03,Anna\nD3,X1,2025-03-04,7\n';
const LINES = 'deal,sku,quantity,unitPrice\nD1,P-1,5,100.00\nD2,P-1,1,100.00\nD3,P-2,1,100.00\n';
const ALL = { customers: CUSTOMERS, deals: DEALS, dealLines: LINES };

const ownerOf = async (world: ImportWorld, number: string) => (await world.deals(number))[0]?.ownerId;

describe('a salesperson of another system', () => {
  test('whom nobody has named is a problem of each file, once, and nothing is imported', async () => {
    const world = await database.world();
    const before = await world.dump();
    const report = await world.run(ALL);
    expect(report.problems.map(({ file, line, column, value }) => [file, line, column, value])).toEqual([
      ['customers.csv', 3, 'owner', '7'],
      ['deals.csv', 2, 'salesperson', '7'],
    ]);
    expect(report.problems[1]?.reason).toContain('(2 rows)');
    expect(await world.dump()).toBe(before);
  });

  test('who is named once is known to later imports, until somebody else is named', async () => {
    const world = await database.world();
    const [carla, dirk] = [world.company.person('Carla'), world.company.person('Dirk')];
    expect(await world.run(ALL, { salespeople: new Map([['7', carla.email]]) })).toMatchObject({ written: true });
    expect(await ownerOf(world, 'D1')).toBe(carla.id);
    expect(await world.customer('X1')).toMatchObject({ ownerId: carla.id, teamId: carla.teamId });
    const more = (number: number) => ({
      deals: `deal,customer,date,employeeID\nD${number},X1,2025-04-01,7\n`,
      dealLines: `deal,sku,quantity,unitPrice\nD${number},P-1,1,100\n`,
    });
    await world.run(more(4));
    expect(await ownerOf(world, 'D4')).toBe(carla.id);
    await world.run(more(5), { salespeople: new Map([['7', dirk.email]]) });
    await world.run(more(6));
    expect([await ownerOf(world, 'D5'), await ownerOf(world, 'D6')]).toEqual([dirk.id, dirk.id]);
  });

  test('a name that somebody has does not become anybody else’s', async () => {
    const world = await database.world();
    await world.run(ALL, { salespeople: new Map([['7', 'nobody']]) });
    expect(await ownerOf(world, 'D2')).toBe(world.company.person('Anna').id);
  });

  test('named with an email that nobody has is a problem', async () => {
    const world = await database.world();
    const report = await world.run(ALL, { salespeople: new Map([['7', 'x@elsewhere.example']]) });
    expect(report.problems.map(problemLine)[0]).toBe(
      '--salesperson: "7=x@elsewhere.example" does not match anyone in this company',
    );
  });

  test('a new colleague does not move the past', async () => {
    const world = await database.world();
    const carla = world.company.person('Carla');
    await world.run(ALL, { salespeople: new Map([['7', carla.email]]) });
    await world.company.changePerson(world.company.person('Mona'), { role: 'salesperson' });
    const before = await world.dump();
    expect(await world.run(ALL)).toMatchObject({ written: false, kept: [] });
    expect(await world.dump()).toBe(before);
  });

  test('a salesperson who has left keeps past deals, and the file is accepted', async () => {
    const world = await database.world();
    const [anna, ada] = [world.company.person('Anna'), world.company.person('Ada')];
    const actor = { userId: ada.id, name: ada.name, role: ada.role, teamId: ada.teamId };
    const context = { store: world.store, clock: world.clock, actor, announce: () => undefined };
    await changePerson(context, { personId: anna.id, active: false, confirmed: true });
    const report = await world.run(ALL, { salespeople: new Map([['7', anna.email]]) });
    expect(report).toMatchObject({ written: true, problems: [] });
    expect(await ownerOf(world, 'D1')).toBe(anna.id);
    expect(report.notes).toContainEqual(
      expect.objectContaining({ value: 'X2', reason: expect.stringContaining('has left') }),
    );
  });
});

test('what belongs to nobody yet is seen by admins alone, until a file or an admin says whose it is', async () => {
  const company = await createTestCompany(api.services);
  const names = ['Anna', 'Mona', 'Ada'] as const;
  const readers = new Map<string, TestReader>();
  for (const name of names) {
    const device = await TestDevice.register(company, company.person(name));
    readers.set(name, new TestReader(device));
    await readers.get(name)?.catchUp(api);
  }
  const run = (salespeople: ReadonlyMap<string, string>) => {
    const options = { dryRun: false, costShareBp: null, defaultClass: 'B' as const, salespeople };
    return importCsv(company.store, filesOf(ALL), { options, clock: api.services.clock });
  };
  const sees = async (name: string) => {
    const reader = readers.get(name);
    await reader?.catchUp(api);
    const view = reader?.view() ?? {};
    const person = company.person(name as 'Anna');
    const actor = { userId: person.id, name, role: person.role, teamId: person.teamId };
    expect(view, name).toEqual(await expectedView(api, company, actor));
    const imported = Object.values(view) as { code?: string; steps?: { note: string | null }[] }[];
    return imported
      .flatMap(({ code, steps }) => code?.match(/^X\d/)?.[0] ?? steps?.[0]?.note?.match(/D\d$/)?.[0] ?? [])
      .sort();
  };

  expect(await run(new Map([['7', 'nobody']]))).toMatchObject({ problems: [], ownerless: { customers: 2, deals: 2 } });
  expect(await sees('Ada')).toEqual(['D1', 'D2', 'D3', 'X1', 'X2']);
  expect([await sees('Anna'), await sees('Mona')]).toEqual([['D2'], ['D2']]);

  // Now it is known who 7 is. X1 was given to nobody by its deals, and no file names its owner.
  expect(await run(new Map([['7', company.person('Anna').email]]))).toMatchObject({ written: true, kept: [] });
  expect([await sees('Anna'), await sees('Mona')]).toEqual([
    ['D1', 'D2', 'D3', 'X2'],
    ['D1', 'D2', 'D3', 'X2'],
  ]);
  expect(await sees('Ada')).toEqual(['D1', 'D2', 'D3', 'X1', 'X2']);
});
