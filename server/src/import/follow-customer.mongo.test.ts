import { MAX_STEPS } from '@marginiq/contract/limits';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { finishLeftImports } from '../jobs/finish-imports.ts';
import { commit } from '../tenancy/commit.ts';
import { toStored } from '../tenancy/documents.ts';
import { filesOf, ImportDatabase, type ImportWorld } from '../testing/import-world.ts';
import { KilledError, type Life, mortalStore } from '../testing/mortal-store.ts';
import { requestOf, storeRequests } from '../testing/stored-request.ts';
import { importCsv } from './import-csv.ts';
import { reportLines } from './print-report.ts';
import type { PublishPorts } from './publish.ts';

const database = await ImportDatabase.create();
afterAll(() => database[Symbol.asyncDispose]());

const OPEN = 7;
const CHUNK = { documents: 3, length: 1_000_000 };

let world: ImportWorld;
let customerId: string;

const requests = (filter: object = {}) =>
  world.store.collection('discountRequests').find({ customerId, ...filter } as never, { sort: { seq: 1 } });
const ownedBy = async (name: 'Anna' | 'Dirk' | 'Bert') =>
  (await requests({ ownerId: world.company.person(name).id })).length;
const entries = () => world.store.collection('auditLogs').find({ action: 'import.csv' });
const record = async () => (await world.store.collection('imports').find({}))[0];

/** Anna's customer Z1, with more open requests than a chunk has. */
async function manyRequests(): Promise<void> {
  const { company, store, clock } = world;
  const anna = company.person('Anna');
  customerId = clock.newId();
  const customer = { ...company.customerOf(anna), id: customerId, code: 'Z1', companyId: company.id, seq: 0 };
  await commit(store, async (unit) => {
    unit.put('customers', toStored(customer), null);
  });
  const open = Array.from({ length: OPEN }, () => ({ ...requestOf(company, { owner: anna }), customerId }));
  const closed = { ...requestOf(company, { owner: anna, status: 'withdrawn' }), customerId };
  const others = { ...requestOf(company, { owner: company.person('Bert') }), customerId };
  await storeRequests(company, [...open, closed, others]);
}

const files = () => ({ customers: `code,owner\nZ1,${world.company.person('Dirk').email}\n` });
const handOver = (pause: PublishPorts['pause'] = async () => undefined) =>
  world.run(files(), { handOver: true }, { chunk: CHUNK, pause });

/** Does each of these behind one chunk. */
const behind = (...happens: (() => Promise<unknown>)[]) => {
  let chunks = 0;
  return async () => {
    chunks += 1;
    await happens[chunks - 1]?.();
  };
};
const nothing = async () => undefined;
const killed = async () => {
  throw new KilledError('killed');
};

/** The way an admin does it. */
const changed = (name: 'Dirk', change: object) =>
  commit(world.store, async (unit) => {
    const user = await unit.store.collection('users').findById(world.company.person(name).id);
    if (user !== null) unit.put('users', { ...user, ...change }, user);
  });

beforeEach(async () => {
  world = await database.world();
  await manyRequests();
});

describe('the open requests of a customer that comes with more of them than a chunk has', () => {
  test('follow it in chunks of their own, no larger than others', async () => {
    const sizes: number[] = [];
    let before = await world.company.seq();
    const seen = async () => {
      const now = await world.company.seq();
      sizes.push(now - before);
      before = now;
    };
    const report = await handOver(seen);
    await seen();
    expect(report).toMatchObject({ written: true, left: { count: 0 }, movedRequests: OPEN, stayed: { count: 0 } });
    // One revocation for each document that somebody loses sight of.
    expect(sizes).toEqual([2, 6, 6, 2]);
    const dirk = world.company.person('Dirk');
    expect(await world.customer('Z1')).toMatchObject({ ownerId: dirk.id, teamId: dirk.teamId });
    const moved = await requests({ ownerId: dirk.id });
    expect(moved).toHaveLength(OPEN);
    for (const { steps, teamId } of moved) {
      expect(teamId).toBe(dirk.teamId);
      expect(steps.filter(({ kind }) => kind === 'handOver')).toHaveLength(1);
    }
    expect([await ownedBy('Anna'), await ownedBy('Bert')]).toEqual([1, 1]);
    expect(await entries()).toMatchObject([
      { after: { customers: { updated: 1 }, documents: { requests: { length: OPEN } } } },
    ]);
    expect(await record()).toMatchObject({ state: 'done', staged: 1, published: 1, movedCount: OPEN });
    expect((await record())?.following).toBeUndefined();
  });

  test('the open requests of a customer that comes with more of them than a chunk has are never seen by the new owner before the customer is', async () => {
    const seen: number[] = [];
    await handOver(async () => {
      expect((await world.customer('Z1'))?.ownerId).toBe(world.company.person('Dirk').id);
      seen.push(await ownedBy('Dirk'));
    });
    expect(seen).toEqual([0, 3, 6]);
  });

  test('the open requests of a customer that comes with more of them than a chunk has are cut by their length, too', async () => {
    const [one] = await requests();
    const length = JSON.stringify(one).length * 2.5;
    const seen: number[] = [];
    const pause = async () => {
      seen.push(await ownedBy('Dirk'));
    };
    await world.run(files(), { handOver: true }, { chunk: { documents: 200, length }, pause });
    expect(seen).toEqual([0, 2, 4, 6]);
  });

  test.each([1, 2, 3])(
    'the open requests of a customer that comes with more of them than a chunk has are brought to their end by the worker if the import is killed behind chunk %i',
    async (chunks) => {
      const happens = Array.from({ length: chunks }, (_, index) => (index === chunks - 1 ? killed : nothing));
      await expect(handOver(behind(...happens))).rejects.toThrow(KilledError);
      expect(await record()).toMatchObject({ state: 'publishing', published: 1 });
      world.clock.advance({ seconds: 31 });
      expect(await finishLeftImports(world.store, world.clock)).toBe(1);
      expect([await ownedBy('Dirk'), await ownedBy('Anna')]).toEqual([OPEN, 1]);
      expect(await entries()).toMatchObject([{ after: { documents: { requests: { length: OPEN } } } }]);
    },
  );

  test('the open requests of a customer that comes with more of them than a chunk has are handed over once each, wherever the process dies', async () => {
    for (let steps = 50; ; steps += 13) {
      world = await database.world();
      await manyRequests();
      const life: Life = { steps };
      const store = mortalStore(database.store(world), life);
      const setting = { ...world.setting({ handOver: true }), chunk: CHUNK, pause: nothing };
      const ended = await importCsv(store, filesOf(files()), setting).catch((error) => error);
      world.clock.advance({ minutes: 1 });
      const report = await handOver();
      expect(report.problems).toEqual([]);
      const moved = await requests({ ownerId: world.company.person('Dirk').id });
      expect(moved.map(({ steps: all }) => all.filter(({ kind }) => kind === 'handOver').length)).toEqual(
        Array.from({ length: OPEN }, () => 1),
      );
      expect(await entries()).toHaveLength(1);
      if (!(ended instanceof Error)) return;
      expect(ended).toBeInstanceOf(KilledError);
    }
  }, 120_000);

  test('open requests follow the customer to its owner at that time', async () => {
    const bert = world.company.person('Bert');
    const given = () =>
      commit(world.store, async (unit) => {
        const customer = await unit.store.collection('customers').findById(customerId);
        if (customer !== null)
          unit.put('customers', { ...customer, ownerId: bert.id, teamId: bert.teamId ?? '' }, customer);
      });
    expect(await handOver(behind(nothing, given))).toMatchObject({ movedRequests: OPEN, stayed: { count: 0 } });
    expect([await ownedBy('Dirk'), await ownedBy('Bert')]).toEqual([3, 1 + OPEN - 3]);
  });

  test('stay, and are named, if the new owner leaves meanwhile', async () => {
    const report = await handOver(behind(nothing, () => changed('Dirk', { active: false })));
    expect(report).toMatchObject({ movedRequests: 3, stayed: { count: OPEN - 3 } });
    expect(report.stayed.first).toHaveLength(OPEN - 3);
    expect(reportLines(report)).toContain(
      'Open requests that could not follow their customers, so they stay with their owners; hand them over in the console (4):',
    );
    expect(await ownedBy('Anna')).toBe(1 + OPEN - 3);
    expect(await entries()).toMatchObject([{ after: { documents: { stayed: report.stayed.first } } }]);
  });

  test('stay, and are named by the import that finishes theirs, if that was killed and the new owner has left since', async () => {
    await expect(handOver(behind(nothing, killed))).rejects.toThrow(KilledError);
    await changed('Dirk', { active: false });
    world.clock.advance({ seconds: 31 });
    const report = await world.run({ customers: 'code,name\nX1,First\n' });
    expect(report).toMatchObject({ finished: [{ documents: 1 }], stayed: { count: OPEN - 3 } });
    expect(report.stayed.first).toHaveLength(OPEN - 3);
  });

  test('stay, and are named, if they have no room for another step by then; the others follow', async () => {
    const full = async () => {
      const [one] = await requests({ ownerId: world.company.person('Anna').id, status: 'underReview' });
      if (one === undefined) throw new Error('a request is left');
      const steps = Array.from({ length: MAX_STEPS }, () => one.steps[0] as never);
      await commit(world.store, async (unit) => {
        unit.put('discountRequests', { ...one, steps }, one);
      });
    };
    expect(await handOver(behind(nothing, full))).toMatchObject({ movedRequests: OPEN - 1, stayed: { count: 1 } });
    expect([await ownedBy('Dirk'), await ownedBy('Anna')]).toEqual([OPEN - 1, 2]);
  });

  test('the open requests of a customer that comes with more of them than a chunk has stay with their owner if the customer was given back to that one meanwhile', async () => {
    const anna = world.company.person('Anna');
    const back = () =>
      commit(world.store, async (unit) => {
        const customer = await unit.store.collection('customers').findById(customerId);
        if (customer !== null)
          unit.put('customers', { ...customer, ownerId: anna.id, teamId: anna.teamId ?? '' }, customer);
      });
    expect(await handOver(behind(nothing, back))).toMatchObject({ movedRequests: 3, stayed: { count: 0 } });
    expect(await ownedBy('Anna')).toBe(1 + OPEN - 3);
  });
});
