import '../testing/browser-globals.ts';
import type { Customer } from '@marginiq/contract/customer';
import fc from 'fast-check';
import { filter, firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { LocalDatabaseError, openLocalDatabase } from '../database/local-database.ts';
import { LocalDataLostError } from '../engine/lease-store.ts';
import { physicalName, rawRows } from '../testing/damage.ts';
import { Device } from '../testing/device.ts';
import { append, at, changesOf, closedRequest, customer, names } from '../testing/pages.ts';
import { storageOfWindow, storageWith } from '../testing/storage.ts';
import { makeRoom } from './make-room.ts';
import { Replica } from './replica.ts';

const onDisk = async ({ name }: Device) => JSON.stringify(await rawRows(physicalName(name, 'pages')));

describe('a replica', () => {
  it('a removed document goes with every version of it on the disk', async () => {
    await using device = await Device.open();
    const { replica } = device;
    await append(replica, 2, [customer(1, 1, 'secret once'), customer(2, 2, 'stays')]);
    await append(replica, 3, [customer(1, 3, 'secret twice')]);
    expect(await onDisk(device)).toContain('secret once');
    await append(replica, 4, [], [1, 9]);
    expect(names(replica)).toEqual(['stays']);
    expect(await onDisk(device)).not.toContain('secret');
    await device.pulled();
    // It may come back: the customer was handed back.
    await append(replica, 5, [customer(1, 5, 'back')]);
    expect(names(replica)).toEqual(['back', 'stays']);
  });

  it('a disk without any page is taken for another database, not for one from which everything was removed', async () => {
    let isOther = false;
    const inner = storageWith(() => undefined);
    const storage: typeof inner = {
      ...inner,
      createStorageInstance: async (params) => {
        const instance = await inner.createStorageInstance(params);
        const query = instance.query.bind(instance);
        instance.query = async (prepared) =>
          isOther && params.collectionName === 'pages' ? { documents: [] } : query(prepared);
        return instance;
      },
    };
    await using device = await Device.open({ storage });
    const { replica } = device;
    await append(replica, 1, [customer(1, 1)]);
    isOther = true;
    await expect(replica.catchUp()).rejects.toBeInstanceOf(LocalDataLostError);
    expect(names(replica)).toEqual(['Customer 1 of 1']);
    expect(replica.cursor).toEqual(at(1));
  });

  it('the newer of two versions is kept, whichever comes first, but any of a newer reading wins', async () => {
    await using device = await Device.open();
    const { replica } = device;
    await append(replica, 5, [customer(1, 5)]);
    await append(replica, 6, [customer(1, 4)]);
    expect(names(replica)).toEqual(['Customer 1 of 5']);
    replica.begin(replica.doubts);
    expect(replica.cursor).toBeNull();
    await append(replica, 3, [customer(1, 3)]);
    expect(names(replica)).toEqual(['Customer 1 of 3']);
    await device.pulled();
    await replica.completeReading();
    expect(await onDisk(device)).not.toContain('Customer 1 of 5');
    await device.pulled();
  });

  it('a replica keeps what it held, on the disk and in memory, when the disk refuses a page', async () => {
    let full = false;
    const storage = storageWith(({ collection }) => {
      if (full && collection === 'pages') throw new DOMException('no room', 'QuotaExceededError');
    });
    await using device = await Device.open({ storage });
    const { replica } = device;
    full = true;
    await expect(append(replica, 1, [customer(1, 1)])).rejects.toThrow('no room');
    expect(names(replica)).toEqual([]);
    expect(replica.cursor).toBeNull();
    full = false;
    await append(replica, 1, [customer(1, 1)]);
    full = true;
    await expect(append(replica, 3, [customer(2, 2)], [1])).rejects.toThrow('no room');
    expect(names(replica)).toEqual(['Customer 1 of 1']);
    expect(replica.cursor).toEqual(at(1));
    await device.pulled();
    full = false;
    await append(replica, 3, [customer(2, 2)], [1]);
    expect(names(replica)).toEqual(['Customer 2 of 2']);
  });

  it('a replica holds exactly what was written, however small the pages, and keeps them few', async () => {
    const act = fc.record({
      puts: fc.array(fc.nat(20), { maxLength: 4 }),
      gone: fc.array(fc.nat(20), { maxLength: 1 }),
      killed: fc.constantFrom(false, false, false, true),
      begins: fc.constantFrom(...Array.from({ length: 30 }, (_, one) => one === 0)),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 60, maxLength: 150 }), async (acts) => {
        let killed = false;
        const storage = storageWith(() => {
          if (killed) throw new Error('killed');
        });
        await using device = await Device.open({ storage });
        let held = new Map<string, string>();
        let seq = 0;
        for (const { puts, gone, killed: kills, begins } of acts) {
          seq += 1;
          const upserts = [...new Set(puts)].filter((one) => !gone.includes(one)).map((one) => customer(one, seq));
          killed = kills;
          if (begins && !kills) {
            device.replica.begin(device.replica.doubts);
            held = new Map();
          }
          const written = await append(device.replica, seq, upserts, gone).then(
            () => true,
            () => false,
          );
          expect(written).toBe(!kills);
          if (written) {
            for (const one of gone) held.delete(customer(one, seq).id);
            for (const { id, name } of upserts) held.set(id, name);
          }
          await device.replica.completeReading().catch(() => undefined);
          await device.replica.compact().catch(() => undefined);
          if (kills) await device.loseMemory();
          expect(device.replica.list('customers').length).toBe(held.size);
        }
        killed = false;
        const { customers } = await device.pulled();
        expect(new Map([...(customers ?? [])].map(([id, one]) => [id, (one as Customer).name]))).toEqual(held);
        await device.replica.compact();
        const pages = await device.database.pages.find().exec();
        expect(pages.length).toBeLessThanOrEqual(33);
      }),
      { numRuns: 10 },
    );
  }, 60_000);

  it('a replica puts together only pages of the reading under way', async () => {
    await using device = await Device.open();
    const { replica } = device;
    for (let seq = 1; seq <= 40; seq += 1) await append(replica, seq, [customer(seq, seq)]);
    replica.begin(replica.doubts);
    for (let seq = 41; seq <= 80; seq += 1) await append(replica, seq, [customer(100, seq)]);
    await replica.compact();
    await replica.completeReading();
    expect(names(replica)).toEqual(['Customer 100 of 80']);
    await device.pulled();
  });

  it('a damaged page on the disk is reported, and what was opened is closed', async () => {
    const device = await Device.open();
    await append(device.replica, 1, [customer(1, 1)]);
    const [row] = await device.database.pages.find().exec();
    await row?.incrementalPatch({ upserts: '{"customers":[{' });
    const { name } = device;
    await device[Symbol.asyncDispose]();
    for (let tries = 0; tries < 2; tries += 1) {
      await expect(openLocalDatabase(name).then(Replica.open)).rejects.toBeInstanceOf(LocalDatabaseError);
    }
  });
});

describe('the replicas of two windows', () => {
  async function twoWindows(options: { deaf?: boolean } = {}) {
    const first = await Device.open();
    const second = await Device.open({ name: first.name, storage: storageOfWindow(2, options) });
    const close = async () => {
      await second[Symbol.asyncDispose]();
      await first[Symbol.asyncDispose]();
    };
    return { first, second, [Symbol.asyncDispose]: close };
  }
  const shows = ({ replica }: Device, wanted: string[]) =>
    firstValueFrom(replica.list$('customers').pipe(filter(() => names(replica).join() === wanted.join())));

  it('two windows’ replicas hold the same, whichever writes: additions, removals, and what a reading left', async () => {
    await using windows = await twoWindows();
    const { first, second } = windows;
    await append(first.replica, 2, [customer(1, 1), customer(2, 2)]);
    await shows(second, ['Customer 1 of 1', 'Customer 2 of 2']);
    expect(second.replica.cursor).toEqual(at(2));
    await append(first.replica, 3, [], [1]);
    await shows(second, ['Customer 2 of 2']);
    first.replica.begin(first.replica.doubts);
    await append(first.replica, 9, [customer(3, 9)]);
    await first.replica.completeReading();
    await shows(second, ['Customer 3 of 9']);
    await second.replica.catchUp();
    await append(second.replica, 10, [customer(4, 10)]);
    await shows(first, ['Customer 3 of 9', 'Customer 4 of 10']);
    expect(first.replica.cursor).toEqual(at(10));
  });

  it('the replicas of two windows do not write over each other where one has not heard of the other yet', async () => {
    await using windows = await twoWindows({ deaf: true });
    const { first, second } = windows;
    await append(first.replica, 1, [customer(1, 1)]);
    await expect(append(second.replica, 2, [customer(2, 2)])).rejects.toThrow('409');
    expect(names(second.replica)).toEqual(['Customer 1 of 1']);
    expect(second.replica.cursor).toEqual(at(1));
    await append(second.replica, 2, [customer(2, 2)]);
    await second.pulled();
  });

  it('after one replica makes room, both start again without a cursor', async () => {
    await using windows = await twoWindows();
    const { first, second } = windows;
    const requests = { upserts: [closedRequest(1)], removals: [] };
    await first.replica.append({ changes: { ...changesOf([customer(1, 2)]), requests }, cursor: at(2) });
    expect(await makeRoom(second.database)).toBe(1);
    const emptied = ({ replica }: Device) =>
      firstValueFrom(replica.list$('requests').pipe(filter((all) => all.length === 0)));
    await Promise.all([emptied(first), emptied(second)]);
    expect(names(first.replica)).toEqual(['Customer 1 of 2']);
    expect([first.replica.cursor, second.replica.cursor]).toEqual([null, null]);
    // A page that was on its way does not make it whole again.
    await append(first.replica, 3, [customer(2, 3)]);
    expect(first.replica.cursor).toBeNull();
    first.replica.begin(first.replica.doubts);
    await append(first.replica, 3, [customer(2, 3)]);
    expect(first.replica.cursor).toEqual(at(3));
    expect(await makeRoom(second.database)).toBe(0);
  });
});
