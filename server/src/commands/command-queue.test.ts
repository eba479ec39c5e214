import { MongoNetworkError, MongoServerError } from 'mongodb';
import { describe, expect, test } from 'vitest';
import { Metrics } from '../observe/metrics.ts';
import { MaintenanceError, ServerBusyError } from '../server-busy.ts';
import type { Database } from '../tenancy/database.ts';
import { toStored } from '../tenancy/documents.ts';
import type { Commit } from '../tenancy/unit-of-work.ts';
import { companyData } from '../testing/company-data.ts';
import { CommandQueue } from './command-queue.ts';
import type { BatchDecider, CommandBatch } from './decide-batch.ts';

const COMPANY_ID = '01890a5d-ac96-774b-bcce-b302099a8057';
const feed = { announce: () => undefined };
const batch = (commands = 1, userId = 'u'): CommandBatch => ({
  userId,
  deviceId: 'd',
  numberedBy: 'd',
  envelopes: Array.from({ length: commands }, () => ({})) as unknown as CommandBatch['envelopes'],
});

/** A queue in front of a MongoDB that always fails in one way, after a turn. */
function queueBefore(fail: () => Error, refusal: () => Error | null = () => null) {
  let attempts = 0;
  const asOfNow = async () => {
    attempts += 1;
    await new Promise((resolve) => setTimeout(resolve, 5));
    throw fail();
  };
  const tenant = (companyId: string) => ({ companyId, asOfNow });
  const queue = new CommandQueue({ tenant } as unknown as Database, {} as BatchDecider, {
    feed,
    metrics: new Metrics(),
    refusal,
  });
  return { queue, attempts: () => attempts };
}

async function outcomes(pushes: Promise<unknown>[]): Promise<unknown[]> {
  return (await Promise.allSettled(pushes)).map((one) => (one.status === 'rejected' ? one.reason : one.value));
}

describe('while MongoDB is away', () => {
  test('everybody who waits is asked to retry after one attempt, not one attempt each', async () => {
    const { queue, attempts } = queueBefore(() => new MongoNetworkError('gone'));
    const told = await outcomes(Array.from({ length: 50 }, () => queue.push('company', batch())));
    expect(told.every((reason) => reason instanceof ServerBusyError)).toBe(true);
    expect(attempts()).toBe(1);
    // And MongoDB is tried again for whoever comes next.
    await outcomes([queue.push('company', batch())]);
    expect(attempts()).toBe(2);
  });

  test('when pushes are retried one by one and MongoDB is gone, all the rest are asked to retry at the first failure', async () => {
    let count = 0;
    const { queue, attempts } = queueBefore(() => {
      count += 1;
      return count <= 2
        ? new MongoServerError({ message: 'one of them cannot be written' })
        : new MongoNetworkError('gone');
    });
    // The first is on its way alone, the others come together behind it.
    const told = await outcomes(Array.from({ length: 20 }, () => queue.push('company', batch())));
    expect(told.filter((reason) => reason instanceof ServerBusyError)).toHaveLength(19);
    expect(attempts()).toBe(3);
  });
});

test('a push that cannot be written fails alone, and those that came with it are tried each', async () => {
  const { queue, attempts } = queueBefore(() => new MongoServerError({ message: 'cannot be written' }));
  const told = await outcomes(Array.from({ length: 5 }, () => queue.push('company', batch())));
  expect(told.every((reason) => reason instanceof MongoServerError)).toBe(true);
  expect(attempts()).toBe(1 + 1 + 4);
});

test('a company’s queue does not grow without end', async () => {
  const { queue } = queueBefore(() => new MongoNetworkError('gone'));
  const pushes = Array.from({ length: 1_500 }, (_, index) => queue.push('company', batch(1, `person ${index}`)));
  const told: unknown[] = [];
  for (const push of pushes) push.catch((reason) => told.push(reason));
  await Promise.resolve();
  await Promise.resolve();
  // One is running, a thousand wait; the others are answered immediately.
  expect(told).toHaveLength(499);
  expect(told.every((reason) => reason instanceof ServerBusyError)).toBe(true);
  await outcomes(pushes);
  // Another company is not held up by it.
  expect(await outcomes([queue.push('other', batch())])).toHaveLength(1);
});

test('a company’s queue holds no more commands than it can work off soon, however few the pushes are', async () => {
  const { queue } = queueBefore(() => new MongoNetworkError('gone'));
  // One is under way; behind it, fifty of two hundred make ten thousand.
  const pushes = Array.from({ length: 60 }, (_, index) => queue.push('company', batch(200, `person ${index}`)));
  const told: unknown[] = [];
  for (const push of pushes) push.catch((reason) => told.push(reason));
  await Promise.resolve();
  await Promise.resolve();
  expect(told).toHaveLength(9);
  expect(told.every((reason) => reason instanceof ServerBusyError)).toBe(true);
  await outcomes(pushes);
});

test('one person takes a small part of the queue, and the others of the company still push', async () => {
  for (const commands of [200, 1]) {
    const { queue } = queueBefore(() => new MongoNetworkError('gone'));
    const greedy = Array.from({ length: 64 }, () => queue.push('company', batch(commands, 'greedy')));
    const colleagues = Array.from({ length: 40 }, (_, index) => queue.push('company', batch(200, `person ${index}`)));
    const told: string[] = [];
    for (const push of greedy) push.catch(() => told.push('greedy'));
    for (const push of colleagues) push.catch(() => told.push('a colleague'));
    await Promise.resolve();
    await Promise.resolve();
    expect(told.length).toBeGreaterThan(40);
    expect(told).not.toContain('a colleague');
    await outcomes([...greedy, ...colleagues]);
  }
});

test('people take turns within a commit, each with their own pushes in order, and after a turn wait for the others', async () => {
  const commits: string[][] = [];
  const counters = { findTogether: async () => [[{ _id: 'company', seq: 0 }]] };
  const store = {
    companyId: 'company',
    asOfNow: (work: (asOf: unknown) => unknown) => work(store),
    collection: () => counters,
  };
  const decide = async (_unit: unknown, batches: readonly CommandBatch[]) => {
    commits.push(batches.map(({ userId, deviceId }) => `${userId}${deviceId}`));
    return batches.map(() => ({ outcomes: [], nextDeviceSeq: 1, refusal: null }));
  };
  const database = { tenant: () => store } as unknown as Database;
  const queue = new CommandQueue(database, { decide } as unknown as BatchDecider, { feed, metrics: new Metrics() });
  const push = (userId: string, deviceId: string) => queue.push('company', { ...batch(150, userId), deviceId });
  // The first is under way alone before the others come.
  const pushes = [push('a', '1'), push('a', '2'), push('a', '3'), push('a', '4'), push('b', '1'), push('c', '1')];
  await Promise.all([...pushes, push('b', '2')]);
  expect(commits).toEqual([['a1'], ['a2', 'b1'], ['c1', 'a3'], ['b2', 'a4']]);
});

test('what a push waits for others of its company counts from when it was pushed, not from when its turn came', async () => {
  let looks = 0;
  const counter = { _id: COMPANY_ID, seq: 0, reservedBy: 'somebody who never ends' };
  const counters = {
    findTogether: async () => [[counter]],
    findById: async () => {
      looks += 1;
      return counter;
    },
    updateOne: async () => null,
  };
  const store = {
    companyId: COMPANY_ID,
    asOfNow: (work: (asOf: unknown) => unknown) => work(store),
    collection: () => counters,
    transaction: async () => ({ after: 0, seq: 1, written: [] }),
  };
  const { products } = companyData(COMPANY_ID, 'c', 'c.example');
  const looksWhenDecided: number[] = [];
  const decide = async (unit: Commit, batches: readonly CommandBatch[]) => {
    looksWhenDecided.push(looks);
    await unit.reads.byIds('products', ['one']);
    for (const product of products.slice(0, 1)) unit.put('products', toStored(product));
    return batches.map(() => ({ outcomes: [], nextDeviceSeq: 1, refusal: null }));
  };
  const database = { tenant: () => store } as unknown as Database;
  const queue = new CommandQueue(database, { decide } as unknown as BatchDecider, { feed, metrics: new Metrics() });
  await Promise.all([queue.push(COMPANY_ID, batch()), queue.push(COMPANY_ID, batch())]);
  // The first waits as long as anybody does; the second has waited just as long behind it, and does not check again.
  const [, first = 0, second = 0] = looksWhenDecided;
  expect(first).toBeGreaterThan(5);
  expect(second).toBe(first);
});

test('a push whose turn does not come in time is asked to retry, and is not decided later for nobody', async () => {
  const decided: string[] = [];
  const { promise: release, resolve: letGo } = Promise.withResolvers<void>();
  // The first commit hangs; everything behind it waits.
  const asOfNow = async () => {
    await release;
    throw new Error('not now');
  };
  const database = {
    tenant: (companyId: string) => {
      decided.push(companyId);
      return { companyId, asOfNow };
    },
  } as unknown as Database;
  const queue = new CommandQueue(database, {} as BatchDecider, { feed, metrics: new Metrics(), maxWaitMs: 20 });
  const first = queue.push('company', batch(1, 'first')).catch((error: unknown) => error);
  const second = queue.push('company', batch(1, 'second'));
  const third = queue.push('company', batch(1, 'second'));
  await expect(second).rejects.toBeInstanceOf(ServerBusyError);
  await expect(third).rejects.toBeInstanceOf(ServerBusyError);
  expect(queue.waiting).toBe(0);
  letGo();
  // The first one's turn had come: it is never asked to retry, however long it takes.
  expect(await first).not.toBeInstanceOf(ServerBusyError);
  expect(decided).toEqual(['company']);
});

test('pushes that wait when a maintenance begins are refused, and what is being committed then is committed', async () => {
  const maintenance = new MaintenanceError({ retryAfterSeconds: 5 });
  let refusal: Error | null = null;
  const { queue, attempts } = queueBefore(
    () => new Error('the one that was being committed'),
    () => refusal,
  );
  const under = queue.push('company', batch(1, 'first'));
  const waiting = [queue.push('company', batch(1, 'second')), queue.push('company', batch(1, 'third'))];
  refusal = maintenance;
  const [first, ...rest] = await outcomes([under, ...waiting]);
  expect(first).toMatchObject({ message: 'the one that was being committed' });
  expect(rest).toEqual([maintenance, maintenance]);
  expect([attempts(), queue.waiting]).toEqual([1, 0]);
});
