import { setTimeout as wait } from 'node:timers/promises';
import { v7 } from 'uuid';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { News } from '../sync/company-news.ts';
import { eventually } from '../testing/eventually.ts';
import { expectPositionsHold } from '../testing/laws.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';
import { startTestPair } from '../testing/test-pair.ts';
import { type CommitOptions, commit } from './commit.ts';
import { toStored } from './documents.ts';
import { TenantCollection } from './tenant-collection.ts';
import type { Commit } from './unit-of-work.ts';

/*
 * Long work and short commits on one company, by two api processes. A commit that others keep overtaking reserves the company,
 * and the others give way.
 */
const [api, sibling] = await startTestPair();

/** A short commit's patience; see reservation.ts. */
const PATIENCE_MS = 800;
/** Somebody who has waited for longer than anybody has to, and somebody who has all the time in the world. */
const impatient = () => ({ askedAt: performance.now() - PATIENCE_MS });
const patient = () => ({ askedAt: performance.now() + 60_000 });

function putProduct(unit: Commit, company: TestCompany): string {
  const _id = v7();
  unit.put('products', { ...toStored(company.product(1)), companyId: company.id, _id, sku: _id }, null);
  return _id;
}

async function world() {
  const company = await createTestCompany(api.services);
  const otherStore = sibling.services.database.tenant(company.id);
  /** A commit of the other process. @returns how often its work ran */
  const small = async (options: CommitOptions = {}): Promise<number> => {
    let runs = 0;
    await commit(
      otherStore,
      async (unit) => {
        runs += 1;
        await unit.reads.byIds('products', [company.product(1).id]);
        putProduct(unit, company);
      },
      options,
    );
    return runs;
  };
  /** Who has reserved the company. */
  const mark = async () => (await company.store.collection('counters').findById(company.id))?.reservedBy ?? null;
  return { company, otherStore, small, mark };
}

/**
 * A commit that is overtaken three times, and then does as instructed.
 * @param then what its work does from the fourth time on; before the first of these it has reserved the company
 */
function overtaken<T>(company: TestCompany, small: () => Promise<unknown>, then: (unit: Commit) => Promise<T>) {
  let runs = 0;
  return commit(company.store, async (unit) => {
    runs += 1;
    if (runs > 3) return then(unit);
    putProduct(unit, company);
    await small();
    return null;
  });
}

/** A gate at which work waits until it is opened. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/**
 * Watches whether somebody waits for their turn: they read the counter, find it reserved, and keep looking.
 * @returns waits until somebody does
 */
function watchLooks(company: TestCompany): () => Promise<unknown> {
  const reads = vi.spyOn(TenantCollection.prototype, 'findById');
  onTestFinished(() => reads.mockRestore());
  const looks = () => reads.mock.calls.filter(([id]) => id === company.id).length;
  return () => eventually('somebody looks whether the company is free', () => looks() >= 3);
}

/** Work of `ms`, which reads first and writes last. @returns how often it ran; more often than `most` is a failure */
async function longWork(company: TestCompany, ms: number, most: number): Promise<number> {
  let runs = 0;
  await commit(company.store, async (unit) => {
    runs += 1;
    if (runs > most) throw new Error(`work of ${ms} ms was done ${most} times, and never ended`);
    await unit.store.collection('products').findById(company.product(1).id);
    await wait(ms);
    putProduct(unit, company);
  });
  return runs;
}

/** Starts a commit every `everyMs`, whatever becomes of those before. */
function beside(everyMs: number, small: () => Promise<number>) {
  const started: Promise<number>[] = [];
  const timer = setInterval(() => started.push(small()), everyMs);
  return {
    /** @returns how often the work of each ran */
    async end(): Promise<number[]> {
      clearInterval(timer);
      return Promise.all(started);
    },
  };
}

describe('long work beside short commits', () => {
  test('ends, and so does each of the others', async () => {
    const { company, small, mark } = await world();
    const others = beside(150, small);
    const runs = await longWork(company, 400, 8);
    const smallRuns = await others.end();
    expect(runs).toBeGreaterThan(3);
    expect(Math.max(...smallRuns)).toBeLessThan(8);
    expect(await mark()).toBeNull();
    await expectPositionsHold(api, company);
  });

  test('long work beside short commits takes turns with other long work: both end', async () => {
    const { company, small, mark } = await world();
    const others = beside(150, small);
    await Promise.all([longWork(company, 300, 15), longWork(company, 300, 15)]);
    await others.end();
    expect(await mark()).toBeNull();
    await expectPositionsHold(api, company);
  });
});

describe('while a company is reserved', () => {
  /** Reserved by a commit that is in the middle of its work until `end`. */
  async function reserved() {
    const { company, otherStore, small, mark } = await world();
    const [begun, end] = [gate(), gate()];
    const order: string[] = [];
    const long = overtaken(company, small, async (unit) => {
      begun.open();
      await end.opened;
      putProduct(unit, company);
    }).then((done) => {
      order.push('long');
      return done;
    });
    await begun.opened;
    return { company, otherStore, small, mark, long, end: end.open, order };
  }

  test.each([['asks for the counter first'], ['asks for the counter with what it reads']])(
    'a commit that %s gives way',
    async (how) => {
      const { company, small, mark, long, end, order } = await reserved();
      expect(await mark()).not.toBeNull();
      const gathersReads = how.endsWith('reads');
      const givesWay = watchLooks(company);
      const other = small({ ...patient(), gathersReads }).then((runs) => {
        order.push('short');
        return runs;
      });
      await givesWay();
      end();
      await long;
      await other;
      expect(order).toEqual(['long', 'short']);
      expect(await mark()).toBeNull();
      await expectPositionsHold(api, company);
    },
  );

  test('a commit that has read the counter before gives way, too', async () => {
    const { company, otherStore, small } = await world();
    const [hasRead, isReserved] = [gate(), gate()];
    const runs = { long: 0, other: 0 };
    let other: Promise<unknown> = Promise.resolve();
    const inTheWay = async () => {
      await small();
      runs.long += 1;
      if (runs.long < 3) return;
      // From here on only the reservation comes between this one and its commit.
      other = commit(
        otherStore,
        async (unit) => {
          runs.other += 1;
          hasRead.open();
          await isReserved.opened;
          putProduct(unit, company);
        },
        patient(),
      );
      await hasRead.opened;
    };
    await overtaken(company, inTheWay, async (unit) => {
      runs.long += 1;
      const givesWay = watchLooks(company);
      isReserved.open();
      await givesWay();
      putProduct(unit, company);
    });
    await other;
    expect(runs).toEqual({ long: 4, other: 2 });
    await expectPositionsHold(api, company);
  });

  test('a commit that has waited long enough goes first, and removes the reservation', async () => {
    const { company, small, mark, long, end, order } = await reserved();
    expect(await small(impatient())).toBe(1);
    expect([order, await mark()]).toEqual([[], null]);
    // Its holder was overtaken once more, and loses nothing by it.
    end();
    await long;
    await expectPositionsHold(api, company);
  });

  test('a commit that moves nothing does not wait', async () => {
    const { company, otherStore, long, end, order } = await reserved();
    const note = { _id: v7(), companyId: company.id, userId: v7(), name: 'a device', lastSeq: 0, lastSeenAt: '' };
    await commit(otherStore, async (unit) => unit.insert('devices', note), { ...patient(), gathersReads: true });
    expect(order).toEqual([]);
    end();
    await long;
  });

  test('the streams hear nothing of it', async () => {
    const { company, small, mark } = await world();
    const heard: News[] = [];
    const start = await company.seq();
    const stop = sibling.services.feed.listen(company.id, (news) => heard.push(news));
    const counters = company.store.collection('counters');
    await counters.updateOne({ _id: company.id }, { $set: { reservedBy: 'somebody' } });
    await counters.updateOne({ _id: company.id }, { $unset: { reservedBy: true } });
    await small();
    await eventually('the commit is heard of', () => heard.length > 0);
    stop();
    expect(heard.map(({ seq }) => seq)).toEqual([start + 1]);
    expect(await mark()).toBeNull();
  });
});

describe('a reservation does not stay', () => {
  test('a reservation of a holder that was killed holds the others up once', async () => {
    const { company, small, mark } = await world();
    // What a process leaves behind if it ends between reserving and committing.
    await company.store.collection('counters').updateOne({ _id: company.id }, { $set: { reservedBy: 'a dead one' } });
    expect(await Promise.all([small(), small(), small()])).toEqual(expect.arrayContaining([1]));
    expect(await mark()).toBeNull();
    await expectPositionsHold(api, company);
  });

  test('a killed holder’s reservation is removed even if those who wait for it move nothing', async () => {
    const { company, otherStore, mark } = await world();
    await company.store.collection('counters').updateOne({ _id: company.id }, { $set: { reservedBy: 'a dead one' } });
    await commit(otherStore, async () => null);
    expect(await mark()).toBeNull();
  });

  test('a reservation of a commit that fails does not stay', async () => {
    const { company, small, mark } = await world();
    const work = overtaken(company, small, () => Promise.reject(new Error('a bug')));
    await expect(work).rejects.toThrow('a bug');
    expect(await mark()).toBeNull();
  });

  test('a reservation of a commit that finds nothing to write does not stay', async () => {
    const { company, small, mark } = await world();
    expect(await overtaken(company, small, async () => 'nothing')).toMatchObject({ result: 'nothing', written: [] });
    expect(await mark()).toBeNull();
  });
});
