import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { expectPositionsHold } from '../testing/laws.ts';
import { TestClock } from '../testing/test-clock.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';
import { startTestPair } from '../testing/test-pair.ts';
import { commit } from './commit.ts';
import { type CompanyLease, LEASE_MS, LeaseLostError, takeLease } from './company-lease.ts';
import { toStored } from './documents.ts';
import type { TenantStore } from './tenant-store.ts';
import { Commit } from './unit-of-work.ts';

/*
 * One holder at a time does long work on a company. The two api processes represent two machines; the clock is shared, and only
 * says when a lease has expired.
 */
const [api, sibling] = await startTestPair();

async function world() {
  const company = await createTestCompany(api.services);
  const clock = new TestClock();
  const [store, otherStore] = [company.store, sibling.services.database.tenant(company.id)];
  const take = async (what: string, from = store) => takeLease(from, { what, clock });
  const mustTake = async (what: string, from = store): Promise<CompanyLease> => {
    const taken = await take(what, from);
    if (taken.lease === null) throw new Error(`${taken.heldBy.what} holds it`);
    return taken.lease;
  };
  return { company, clock, store, otherStore, take, mustTake };
}

/** The same store, where something happens behind each look at the lease. */
function lookingFirst(store: TenantStore, then: () => Promise<void>): TenantStore {
  const leases = store.collection('leases');
  const findById = async (id: string) => {
    const found = await leases.findById(id);
    await then();
    return found;
  };
  const updateOne = leases.updateOne.bind(leases);
  return { companyId: store.companyId, collection: () => ({ findById, updateOne }) } as unknown as TenantStore;
}

/** The clock of another machine. */
const aheadOf = (clock: TestClock, ms: number) => ({
  now: () => new Date(Date.parse(clock.now()) + ms).toISOString(),
  newId: clock.newId,
});

/** Puts a product aside under the lease. */
function putProduct(unit: Commit, company: TestCompany, lease: CompanyLease): string {
  const _id = v7();
  lease.guard(unit);
  unit.put('products', { ...toStored(company.product(1)), companyId: company.id, _id, sku: _id }, null);
  return _id;
}

const productsOf = async (company: TestCompany) => company.store.collection('products').count();

describe('a lease on a company', () => {
  test('the lease is taken by one, and the others learn who holds it and since when', async () => {
    const { clock, otherStore, take, mustTake } = await world();
    const since = clock.now();
    await mustTake('an import');
    clock.advance({ seconds: 5 });
    expect(await take('another import', otherStore)).toEqual({
      lease: null,
      heldBy: { what: 'an import', since, until: expect.any(String) },
    });
  });

  test('the lease is taken by one of many who ask at the same moment', async () => {
    const { store, otherStore, take } = await world();
    const all = await Promise.all([1, 2, 3, 4].flatMap((n) => [take(`${n}`, store), take(`${n}`, otherStore)]));
    expect(all.filter(({ lease }) => lease !== null)).toHaveLength(1);
  });

  test('a lease on one company keeps nobody from another', async () => {
    const [one, other] = [await world(), await world()];
    await one.mustTake('an import');
    await expect(other.mustTake('an import')).resolves.toBeDefined();
  });

  test('a lease on a company lets its holder commit, as often as they like', async () => {
    const { company, store, mustTake } = await world();
    const lease = await mustTake('an import');
    const before = await productsOf(company);
    for (let chunk = 0; chunk < 3; chunk += 1) await commit(store, async (unit) => putProduct(unit, company, lease));
    expect(await productsOf(company)).toBe(before + 3);
    await expectPositionsHold(api, company);
  });

  test('a lease on a company is free again once it was released, and its former holder commits no more', async () => {
    const { company, store, otherStore, mustTake } = await world();
    const lease = await mustTake('an import');
    await lease.release();
    const work = commit(store, async (unit) => putProduct(unit, company, lease));
    await expect(work).rejects.toThrow(LeaseLostError);
    await expect(mustTake('another import', otherStore)).resolves.toBeDefined();
    // Released again, it does not take the successor's away.
    await lease.release();
    await expect(mustTake('a third one')).rejects.toThrow('another import holds it');
  });
});

describe('a lease whose holder was killed', () => {
  test('a lease whose holder was killed is held until it runs out, and then succeeded', async () => {
    const { clock, otherStore, take, mustTake } = await world();
    await mustTake('an import');
    clock.advance({ ms: LEASE_MS - 1 });
    expect((await take('another import', otherStore)).lease).toBeNull();
    clock.advance({ ms: 1 });
    expect((await take('another import', otherStore)).lease).not.toBeNull();
  });

  test('a lease whose holder was killed is held for longer if it was renewed, by itself or with a commit', async () => {
    const { company, clock, store, otherStore, take, mustTake } = await world();
    const lease = await mustTake('an import');
    clock.advance({ ms: LEASE_MS - 1 });
    await lease.renew();
    clock.advance({ ms: LEASE_MS - 1 });
    await commit(store, async (unit) => putProduct(unit, company, lease));
    clock.advance({ ms: LEASE_MS - 1 });
    expect((await take('another import', otherStore)).lease).toBeNull();
  });
});

describe('a lease that was taken by a clock that was ahead', () => {
  test('an early lease lasts no longer than any other once its clock is right again, and its former holder commits no more', async () => {
    const { company, clock, store, otherStore, mustTake } = await world();
    const { lease } = await takeLease(store, { what: 'an import', clock: aheadOf(clock, 86_400_000) });
    if (lease === null) throw new Error('nobody holds it');
    const successor = await mustTake('another import', otherStore);
    const before = await productsOf(company);
    const work = commit(store, async (unit) => putProduct(unit, company, lease));
    await expect(work).rejects.toThrow(LeaseLostError);
    await commit(otherStore, async (unit) => putProduct(unit, company, successor));
    expect(await productsOf(company)).toBe(before + 1);
  });

  test('the lease is not taken from a holder whose clock is ahead within the tolerance', async () => {
    const { clock, store, otherStore, take } = await world();
    await takeLease(store, { what: 'an import', clock: aheadOf(clock, 45_000) });
    expect((await take('another import', otherStore)).lease).toBeNull();
  });
});

test('a lease that is renewed while somebody looks whether it has run out is not taken', async () => {
  const { clock, otherStore, take, mustTake } = await world();
  const lease = await mustTake('an import');
  clock.advance({ ms: LEASE_MS });
  expect(
    (
      await take(
        'another import',
        lookingFirst(otherStore, () => lease.renew()),
      )
    ).lease,
  ).toBeNull();
  await lease.renew();
});

describe('somebody who was succeeded and continues', () => {
  test('a lost lease commits nothing: the work ran once, and fails for good', async () => {
    const { company, clock, store, otherStore, mustTake } = await world();
    const lease = await mustTake('an import');
    clock.advance({ ms: LEASE_MS });
    const successor = await mustTake('another import', otherStore);
    const [start, before] = [await company.seq(), await productsOf(company)];
    let runs = 0;
    const work = commit(store, async (unit) => {
      runs += 1;
      putProduct(unit, company, lease);
    });
    await expect(work).rejects.toThrow(LeaseLostError);
    await expect(work).rejects.toThrow('an import');
    expect([runs, await company.seq(), await productsOf(company)]).toEqual([1, start, before]);
    await commit(otherStore, async (unit) => putProduct(unit, company, successor));
    expect(await productsOf(company)).toBe(before + 1);
  });

  test('a former holder finds out immediately, even if its successor has committed meanwhile', async () => {
    const { company, clock, store, otherStore, mustTake } = await world();
    const lease = await mustTake('an import');
    let runs = 0;
    const work = commit(store, async (unit) => {
      runs += 1;
      putProduct(unit, company, lease);
      if (runs > 1) return;
      clock.advance({ ms: LEASE_MS });
      const successor = await mustTake('another import', otherStore);
      await commit(otherStore, async (theirs) => putProduct(theirs, company, successor));
    });
    await expect(work).rejects.toThrow(LeaseLostError);
    expect(runs).toBe(1);
  });

  test('somebody who was succeeded and continues commits nothing if it is succeeded in the middle of its transaction, whatever it wrote last', async () => {
    const { company, clock, store, otherStore, mustTake } = await world();
    const lease = await mustTake('an import');
    const before = await productsOf(company);
    let runs = 0;
    const work = store.transaction(async (inTransaction) => {
      runs += 1;
      // The transaction sees the lease in its current state.
      const counter = await inTransaction.collection('counters').findById(company.id);
      const unit = new Commit(inTransaction, counter?.seq ?? 0);
      putProduct(unit, company, lease);
      if (runs === 1) {
        // Renewed at a later time than the guard's, so that the guard has nothing to renew.
        await lease.renew();
        clock.advance({ ms: LEASE_MS });
        await mustTake('another import', otherStore);
      }
      await unit.write(inTransaction);
    });
    await expect(work).rejects.toThrow(LeaseLostError);
    expect(await productsOf(company)).toBe(before);
  });

  test('somebody who was succeeded and continues learns it when it renews', async () => {
    const { clock, otherStore, mustTake } = await world();
    const lease = await mustTake('an import');
    clock.advance({ ms: LEASE_MS });
    await mustTake('another import', otherStore);
    await expect(lease.renew()).rejects.toThrow(LeaseLostError);
  });
});

describe('work under a lease', () => {
  test('a lease is renewed while the work runs, and no longer', async () => {
    const [one, other] = [await world(), await world()];
    const renewedAt = async ({ company, store }: typeof one) =>
      (await store.collection('leases').findById(company.id))?.renewedAt;
    const threeTimes = async (world: typeof one) => {
      for (let times = 0; times < 3; times += 1) {
        world.clock.advance({ seconds: 20 });
        const now = world.clock.now();
        await eventually('the lease is renewed', async () => (await renewedAt(world)) === now);
      }
    };
    const lease = await one.mustTake('an import');
    await lease.renewing(() => threeTimes(one), { everyMs: 10 });
    const last = await renewedAt(one);
    one.clock.advance({ seconds: 20 });
    // While another one's is renewed as often again.
    await (await other.mustTake('an import')).renewing(() => threeTimes(other), { everyMs: 10 });
    expect(await renewedAt(one)).toBe(last);
  });

  test('a holder is notified by a signal when the lease is lost, so that it can stop early', async () => {
    const { clock, otherStore, mustTake } = await world();
    const lease = await mustTake('an import');
    const work = lease.renewing(
      async (lost) => {
        // By a clock of its own: this one's would let the holder renew the lease first.
        const taken = await takeLease(otherStore, { what: 'another import', clock: aheadOf(clock, LEASE_MS) });
        expect(taken.lease).not.toBeNull();
        await eventually('the signal', () => lost.aborted);
        lost.throwIfAborted();
      },
      { everyMs: 10 },
    );
    await expect(work).rejects.toThrow(LeaseLostError);
  });

  test('work under a lease fails as it fails without one, and is renewed no more', async () => {
    const { mustTake } = await world();
    const lease = await mustTake('an import');
    const work = lease.renewing(() => Promise.reject(new Error('a bug')), { everyMs: 10 });
    await expect(work).rejects.toThrow('a bug');
  });
});
