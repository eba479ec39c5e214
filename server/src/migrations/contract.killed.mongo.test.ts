import { expect, test } from 'vitest';
import type { Database } from '../tenancy/database.ts';
import type { SchemaDoor } from '../tenancy/schema-door.ts';
import { expectedView } from '../testing/expected-view.ts';
import { FormerInstallation } from '../testing/former-installation.ts';
import { TestClock } from '../testing/test-clock.ts';
import { TestReader } from '../testing/test-reader.ts';
import { AUDIENCE } from './1-audience.ts';
import { contractAll, runAll } from './commands.ts';

const ports = { migrations: [AUDIENCE], clock: new TestClock(), print: () => undefined };

class Killed extends Error {}

/** Lets `steps` changes of collections and indexes be made, and makes none after them. */
function mortal(database: Database, steps: number): () => void {
  const schema = database.schema.bind(database);
  let left = steps;
  database.schema = () =>
    new Proxy(schema(), {
      get: (door, name: keyof SchemaDoor) => (first: never, second: never, third: never) => {
        if (left === 0) throw new Killed();
        left -= 1;
        return door[name](first, second, third);
      },
    });
  return () => {
    database.schema = schema;
  };
}

test('a contract that is killed before any of its steps is right to read and can be finished, beside a former release', async () => {
  await using made = await FormerInstallation.create();
  const { company, api, database } = made;
  const readers = await made.readers();
  const everybodySeesTheirs = async (when: string) => {
    for (const { name, device, reader } of readers) {
      await reader.catchUp(api);
      const expected = await expectedView(api, company, device.actor);
      expect(reader.view(), `${name} ${when}`).toEqual(expected);
      const fresh = new TestReader(device);
      await fresh.catchUp(api);
      expect(fresh.view(), `${name} ${when}, from the beginning`).toEqual(expected);
    }
  };
  const ids = company.data.customers.map(({ id }) => id);
  const workAsFormer = async (round: number) => {
    const to = (['Anna', 'Bert', 'Carla'] as const)[round % 3] ?? 'Anna';
    // From the first step on MongoDB refuses what is wrong.
    await made.handOverAsFormer(ids[round % ids.length] ?? '', to).catch(() => undefined);
  };
  let rounds = 0;
  for (let isDone = false; !isDone && rounds < 20; rounds += 1) {
    await workAsFormer(rounds);
    await runAll(database, ports);
    const heal = mortal(database, rounds);
    try {
      isDone = await contractAll(database, { ...ports, dryRun: false });
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
    heal();
    await everybodySeesTheirs(`before step ${rounds + 1}`);
    expect(await company.store.isFoundByAudience()).toBe(isDone);
  }
  // Three requirements, and seven indexes.
  expect(rounds).toBe(11);
});
