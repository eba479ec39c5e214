import '../testing/browser-globals.ts';
import { describe, expect, it } from 'vitest';
import { openLocalDatabase } from '../database/local-database.ts';
import { LeaseLostError, readLease, takeLease } from '../engine/lease-store.ts';
import { oneTurn } from '../testing/fake-server.ts';
import { append, at, changesOf, closedRequest, customer, names } from '../testing/pages.ts';
import { storageOfWindow } from '../testing/storage.ts';
import { makeRoom } from './make-room.ts';
import { Replica } from './replica.ts';

/** Another window's message is on its way for a few turns of the event loop. */
async function eventually(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500 && !holds(); turn += 1) await oneTurn();
  expect(holds()).toBe(true);
}

async function twoReplicas(name: string) {
  const open = async (window: number) => Replica.open(await openLocalDatabase(name, storageOfWindow(window)));
  const [first, second] = [await open(1), await open(2)];
  const lead = async (replica: Replica) => {
    const number = await takeLease(replica.database);
    replica.guard = async () => {
      if ((await readLease(replica.database)) !== number) throw new LeaseLostError();
    };
  };
  const close = async () => {
    for (const { database, close } of [first, second].map((one) => ({
      database: one.database,
      close: () => one.close(),
    }))) {
      close();
      await database.close();
    }
  };
  return { first, second, lead, [Symbol.asyncDispose]: close };
}

describe('a term of a leading window', () => {
  it('a term of a leading window has its own number, even if two windows take it at the same time', async () => {
    await using replicas = await twoReplicas('marginiq-lease-numbers');
    const { first, second } = replicas;
    const taken = await Promise.all([first, second, first, second].map(({ database }) => takeLease(database)));
    expect(taken.toSorted()).toEqual([1, 2, 3, 4]);
    expect(await readLease(first.database)).toBe(4);
  });

  it('a term of a leading window that is over writes no page, shows none, and begins no new reading', async () => {
    await using replicas = await twoReplicas('marginiq-lease-over');
    const { first, second, lead } = replicas;
    await lead(first);
    await append(first, 1, [customer(1, 1)]);
    await eventually(() => names(second).length === 1);
    await lead(second);
    first.begin(first.doubts);
    await expect(append(first, 5, [customer(1, 5)])).rejects.toBeInstanceOf(LeaseLostError);
    expect(names(first)).toEqual(['Customer 1 of 1']);
    await append(second, 2, [customer(2, 2)]);
    await eventually(() => names(first).length === 2);
    expect(second.cursor).toEqual(at(2));
  });

  it('if another window wrote nevertheless, everything is read again', async () => {
    await using replicas = await twoReplicas('marginiq-lease-collision');
    const { first, second, lead } = replicas;
    await lead(second);
    await append(second, 1, [customer(1, 1)]);
    await eventually(() => names(first).length === 1);
    // It looked up the lease before the other window took it, and writes behind that.
    await append(first, 9, [customer(1, 9)]);
    await eventually(() => second.cursor === null && names(second).includes('Customer 1 of 9'));
    second.begin(second.doubts);
    await append(second, 3, [customer(1, 3)]);
    await second.completeReading();
    expect(names(second)).toEqual(['Customer 1 of 3']);
    expect(second.cursor).toEqual(at(3));
  });

  it('if another window wrote while changes were on their way, everything else is kept until it has read it again', async () => {
    await using replicas = await twoReplicas('marginiq-lease-on-its-way');
    const { first, second, lead } = replicas;
    await lead(second);
    await append(second, 1, [customer(1, 1), customer(2, 1)]);
    await eventually(() => names(first).length === 2);
    // The changes behind the cursor are requested; before they arrive, the other window writes.
    await append(first, 9, [customer(3, 9)]);
    await eventually(() => second.cursor === null && names(second).includes('Customer 3 of 9'));
    await append(second, 2, [customer(1, 2)]);
    await second.completeReading();
    expect(names(second).toSorted()).toEqual(['Customer 1 of 2', 'Customer 2 of 1', 'Customer 3 of 9']);
    expect(second.cursor).toBeNull();
    second.begin(second.doubts);
    await append(second, 3, [customer(1, 2), customer(2, 1)]);
    await second.completeReading();
    expect(names(second).toSorted()).toEqual(['Customer 1 of 2', 'Customer 2 of 1']);
    expect(second.cursor).toEqual(at(3));
  });

  it('a window that was overtaken as it led keeps its doubt, and still follows what the leader writes', async () => {
    await using replicas = await twoReplicas('marginiq-lease-overtaken');
    const { first, second, lead } = replicas;
    await lead(first);
    await append(second, 1, [customer(1, 1)]);
    await eventually(() => first.isDoubtful && names(first).length === 1);
    await lead(second);
    await append(second, 2, [customer(2, 2)]);
    await eventually(() => names(first).length === 2);
    expect(first.reached).toEqual(at(2));
    // If it leads again, it reads everything.
    expect(first.cursor).toBeNull();
  });

  it('if another window began a reading, a window that opens later reads everything again', async () => {
    const name = 'marginiq-lease-begun';
    await using replicas = await twoReplicas(name);
    const { first, second, lead } = replicas;
    await lead(second);
    await append(second, 1, [customer(1, 1), customer(2, 1)]);
    await eventually(() => names(first).length === 2);
    // The changes behind the cursor are requested; before they arrive, the other window writes the first page of
    // everything.
    first.begin(first.doubts);
    await append(first, 9, [customer(3, 9)]);
    await eventually(() => second.cursor === null && names(second).includes('Customer 3 of 9'));
    await append(second, 2, [customer(1, 2)]);
    await eventually(() => first.cursor === null);
    // Before it has read anything again, it is closed. Another one opens, which knows of no doubt.
    const later = await Replica.open(await openLocalDatabase(name, storageOfWindow(3)));
    expect(later.cursor).toBeNull();
    later.begin(later.doubts);
    await append(later, 10, [customer(1, 2), customer(2, 1), customer(3, 9)]);
    await later.completeReading();
    expect(later.cursor).toEqual(at(10));
    expect(names(later).toSorted()).toEqual(['Customer 1 of 2', 'Customer 2 of 1', 'Customer 3 of 9']);
    later.close();
    await later.database.close();
  });

  it('a doubt is not settled by a page requested before the other window’s page was loaded', async () => {
    await using replicas = await twoReplicas('marginiq-lease-loaded');
    const { first, second, lead } = replicas;
    await lead(second);
    await append(second, 1, [customer(1, 1)]);
    await eventually(() => names(first).length === 1);
    const { promise: loaded, resolve: load } = Promise.withResolvers<void>();
    const { storageInstance } = second.database.pages;
    const query = storageInstance.query.bind(storageInstance);
    storageInstance.query = async (prepared) => {
      await loaded;
      return query(prepared);
    };
    await append(first, 9, [customer(3, 9)]);
    await eventually(() => second.isDoubtful);
    const { doubts } = second;
    load();
    await eventually(() => names(second).includes('Customer 3 of 9'));
    second.begin(doubts);
    await append(second, 2, [customer(1, 2)]);
    await second.completeReading();
    expect(second.cursor).toBeNull();
    expect(names(second)).toContain('Customer 3 of 9');
  });

  it('a term in which another window wrote is doubted immediately, not only when its page is loaded', async () => {
    await using replicas = await twoReplicas('marginiq-lease-at-once');
    const { first, second, lead } = replicas;
    await lead(second);
    await append(second, 1, [customer(1, 1)]);
    await eventually(() => names(first).length === 1);
    const { promise: loaded, resolve: load } = Promise.withResolvers<void>();
    const { storageInstance } = second.database.pages;
    const query = storageInstance.query.bind(storageInstance);
    storageInstance.query = async (prepared) => {
      await loaded;
      return query(prepared);
    };
    await append(first, 9, [customer(3, 9)]);
    await eventually(() => second.cursor === null);
    expect(names(second)).toEqual(['Customer 1 of 1']);
    load();
    await eventually(() => names(second).includes('Customer 3 of 9'));
    expect(second.cursor).toBeNull();
  });

  it('a reading during which another window wrote is done once more', async () => {
    await using replicas = await twoReplicas('marginiq-lease-everything');
    const { first, second, lead } = replicas;
    await lead(second);
    await append(second, 1, [customer(1, 1)]);
    await eventually(() => names(first).length === 1);
    const { doubts } = second;
    await append(first, 9, [customer(3, 9)]);
    await eventually(() => second.cursor === null && names(second).includes('Customer 3 of 9'));
    second.begin(doubts);
    await append(second, 2, [customer(1, 2)]);
    await second.completeReading();
    expect(second.cursor).toBeNull();
    expect(names(second)).toContain('Customer 3 of 9');
    second.begin(second.doubts);
    await append(second, 3, [customer(1, 3)]);
    await second.completeReading();
    expect(names(second)).toEqual(['Customer 1 of 3']);
    expect(second.cursor).toEqual(at(3));
  });

  it('a term of a leading window continues when a window makes room for a command', async () => {
    await using replicas = await twoReplicas('marginiq-lease-room');
    const { first, second, lead } = replicas;
    await lead(second);
    const none = { upserts: [], removals: [] };
    const changes = { ...changesOf([customer(1, 1)]), requests: { ...none, upserts: [closedRequest(1)] } };
    await second.append({ changes, cursor: at(1) });
    second.begin(second.doubts);
    await append(second, 2, [customer(1, 2)]);
    expect(await makeRoom(first.database)).toBe(1);
    await eventually(() => second.list('requests').length === 0);
    // What was given up belonged to the reading before: this one continues where it was.
    expect(second.cursor).toEqual(at(2));
    await append(second, 3, [customer(1, 3)]);
    await eventually(() => names(first)[0] === 'Customer 1 of 3');
    expect(second.cursor).toEqual(at(3));
  });
});
