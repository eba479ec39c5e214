import { afterAll, describe, expect, test } from 'vitest';
import { changePerson } from '../admin/change-person.ts';
import { finishLeftImports } from '../jobs/finish-imports.ts';
import { ImportDatabase, type ImportWorld } from '../testing/import-world.ts';
import { largeTexts } from '../testing/large-import.ts';
import { KilledError } from '../testing/mortal-store.ts';
import { requestOf, storeRequests } from '../testing/stored-request.ts';
import type { ImportSetting } from './import-csv.ts';

const database = await ImportDatabase.create();
afterAll(() => database[Symbol.asyncDispose]());

type Change = Pick<Parameters<typeof changePerson>[1], 'teamId' | 'active'>;

const changed = ({ store, clock, company }: ImportWorld, name: 'Anna' | 'Dirk', change: Change) =>
  changePerson(
    { store, clock, actor: { userId: null, name: 'pat', role: 'operator' }, announce: () => undefined } as never,
    { personId: company.person(name).id, confirmed: true, ...change },
  );

/** One document a chunk; behind the first one, `happens`. */
function behindTheFirst(happens: () => Promise<unknown>): Partial<ImportSetting> {
  let chunks = 0;
  const pause = async () => {
    chunks += 1;
    if (chunks === 1) await happens();
  };
  return { chunk: { documents: 1, length: 1 }, pause };
}

/** The same, and the process dies of it. */
const killedBehindTheFirst = (happens: () => Promise<unknown>) =>
  behindTheFirst(async () => {
    await happens();
    throw new KilledError('killed');
  });

const finish = async (world: ImportWorld) => {
  world.clock.advance({ seconds: 31 });
  await finishLeftImports(world.store, world.clock);
};

describe('somebody who changes team while what is theirs is imported', () => {
  const texts = largeTexts({ customers: 3, deals: 2 });
  const teamsIn = async (world: ImportWorld) => {
    const customers = await Promise.all(['K1', 'K2', 'K3'].map((code) => world.customer(code)));
    const deals = (await Promise.all(['D1', 'D2'].map((deal) => world.deals(deal)))).flat();
    return [...customers, ...deals].map((one) => [one?.ownerId, one?.teamId]);
  };

  test.each(['by the import itself', 'by the worker'] as const)(
    'somebody who changes team while what is theirs is imported has all of it in the new team, finished %s',
    async (by) => {
      const world = await database.world();
      const [{ id }, { teamId }] = [world.company.person('Anna'), world.company.person('Dirk')];
      const move = () => changed(world, 'Anna', { teamId });
      if (by === 'by the worker') {
        await expect(world.run(texts, {}, killedBehindTheFirst(move))).rejects.toThrow(KilledError);
        await finish(world);
      } else {
        expect(await world.run(texts, {}, behindTheFirst(move))).toMatchObject({ problems: [], left: { count: 0 } });
      }
      expect(await teamsIn(world)).toEqual(Array.from({ length: 5 }, () => [id, teamId]));
      expect(await world.run(texts)).toMatchObject({ written: false });
    },
  );
});

describe('a person to whom customers are handed over', () => {
  const filesIn = ({ company }: ImportWorld) => ({
    customers: `code,segment,owner\nBert-1,Trade,\nAnna-1,,${company.person('Dirk').email}\nAnna-2,,${company.person('Dirk').email}\n`,
  });
  const withRequests = async () => {
    const world = await database.world();
    const anna = world.company.person('Anna');
    const customerIds = await Promise.all(['Anna-1', 'Anna-2'].map(async (code) => (await world.customer(code))?._id));
    const waiting = customerIds.map((customerId = '') => requestOf(world.company, { owner: anna, customerId }));
    await storeRequests(world.company, waiting);
    const requests = async () => {
      const found = await world.store.collection('discountRequests').findByIds(waiting.map(({ id }) => id));
      return [...found.values()].map(({ ownerId, teamId }) => [ownerId, teamId]);
    };
    const owners = async () => {
      const found = await Promise.all(['Anna-1', 'Anna-2'].map((code) => world.customer(code)));
      return found.map((one) => [one?.ownerId, one?.teamId]);
    };
    return { world, anna, dirk: world.company.person('Dirk'), requests, owners };
  };

  test.each(['by the import itself', 'by the worker'] as const)(
    'a person to whom customers are handed over and who changes team meanwhile gets them and their requests in the new team, %s',
    async (by) => {
      const { world, anna, dirk, requests, owners } = await withRequests();
      const move = () => changed(world, 'Dirk', { teamId: anna.teamId });
      if (by === 'by the worker') {
        const killed = world.run(filesIn(world), { handOver: true }, killedBehindTheFirst(move));
        await expect(killed).rejects.toThrow(KilledError);
        await finish(world);
      } else {
        const report = await world.run(filesIn(world), { handOver: true }, behindTheFirst(move));
        expect(report).toMatchObject({ problems: [], left: { count: 0 }, movedRequests: 2 });
      }
      const inNewTeam = Array.from({ length: 2 }, () => [dirk.id, anna.teamId]);
      expect(await owners()).toEqual(inNewTeam);
      expect(await requests()).toEqual(inNewTeam);
    },
  );

  test('a person to whom customers are handed over and who leaves meanwhile gets nothing, and the report says with whom it stays', async () => {
    const { world, anna, requests, owners } = await withRequests();
    const leave = () => changed(world, 'Dirk', { active: false });
    const report = await world.run(filesIn(world), { handOver: true }, behindTheFirst(leave));
    expect(report).toMatchObject({ written: true, problems: [], left: { count: 0 }, movedRequests: 0 });
    expect(report.kept.map(({ reason }) => reason)).toEqual(
      Array.from({ length: 2 }, () => 'has left: it stays with Anna'),
    );
    const stays = Array.from({ length: 2 }, () => [anna.id, anna.teamId]);
    expect(await owners()).toEqual(stays);
    expect(await requests()).toEqual(stays);
  });

  test('a person to whom customers are handed over and who leaves before the worker finishes the import gets nothing, and the audit log names what was left', async () => {
    const { world, anna, requests, owners } = await withRequests();
    const leave = () => changed(world, 'Dirk', { active: false });
    const killed = world.run(filesIn(world), { handOver: true }, killedBehindTheFirst(leave));
    await expect(killed).rejects.toThrow(KilledError);
    await finish(world);
    const stays = Array.from({ length: 2 }, () => [anna.id, anna.teamId]);
    expect(await owners()).toEqual(stays);
    expect(await requests()).toEqual(stays);
    const [entry] = await world.store.collection('auditLogs').find({ action: 'import.csv' });
    expect(entry?.after).toMatchObject({ documents: { left: ['customers Anna-1', 'customers Anna-2'] } });
  });

  test('a person to whom customers are handed over and who, as earlier versions allowed, is in no team any more gets nothing', async () => {
    const { world, anna, dirk, owners } = await withRequests();
    const out = () => world.company.changePerson(dirk, { teamId: null });
    await world.run(filesIn(world), { handOver: true }, behindTheFirst(out));
    expect(await owners()).toEqual(Array.from({ length: 2 }, () => [anna.id, anna.teamId]));
  });
});

test('a deal that is handed to somebody who leaves meanwhile stays with its owner', async () => {
  const world = await database.world();
  const [anna, dirk] = [world.company.person('Anna'), world.company.person('Dirk')];
  await world.run(largeTexts({ deals: 2 }));
  const texts = {
    deals: `deal,salesperson,sale\nD1,,lost\nD2,${dirk.email},\n`,
    dealLines: 'deal,sku\nD1,P-1\nD2,P-1\n',
  };
  const leave = () => changed(world, 'Dirk', { active: false });
  const report = await world.run(texts, { handOver: true }, behindTheFirst(leave));
  expect(report).toMatchObject({ written: true, problems: [], left: { count: 0 } });
  expect(await world.deals('D2')).toMatchObject([{ ownerId: anna.id, ownerName: 'Anna' }]);
});
