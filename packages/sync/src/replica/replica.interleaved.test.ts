import '../testing/browser-globals.ts';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { physicalName, rawRows } from '../testing/damage.ts';
import { Device, submission } from '../testing/device.ts';
import { testId } from '../testing/ids.ts';
import { append, at, changesOf, closedRequest, customer, names } from '../testing/pages.ts';
import { slowStorage } from '../testing/slow-storage.ts';
import { storageOfWindow, storageWith } from '../testing/storage.ts';
import { makeRoom } from './make-room.ts';
import { noUpserts } from './stored-page.ts';

/** Nothing is written to the pages by this window until the gate is opened. */
function holdWrites({ database }: Device) {
  const { storageInstance } = database.pages;
  const write = storageInstance.bulkWrite.bind(storageInstance);
  const gate = Promise.withResolvers<void>();
  storageInstance.bulkWrite = async (rows, context) => {
    await gate.promise;
    return write(rows, context);
  };
  return gate;
}

describe('a replica with several concurrent calls', () => {
  it('a replica with several concurrent calls loses nothing that its cursor has passed, whatever comes in between what', async () => {
    const act = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({ puts: fc.array(fc.nat(12), { maxLength: 3 }), gone: fc.option(fc.nat(12)) }),
      },
      { weight: 4, arbitrary: fc.constantFrom('compact', 'catchUp', 'other catches up', 'read anew', 'complete') },
      { weight: 3, arbitrary: fc.constant('wait') },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { minLength: 40, maxLength: 90 }),
        fc.infiniteStream(fc.nat(3)),
        async (acts, turns) => {
          const draw = () => turns.next().value ?? 0;
          await using first = await Device.open({ storage: slowStorage('pages', draw) });
          await using second = await Device.open({ name: first.name, storage: slowStorage('pages', draw, 'dexie-2') });
          let held = new Map<string, string>();
          const asked: Promise<unknown>[] = [];
          let seq = 0;
          for (const one of acts) {
            if (one === 'wait') await Promise.all(asked);
            else if (one === 'compact') asked.push(first.replica.compact());
            else if (one === 'complete') asked.push(first.replica.completeReading());
            else if (one === 'catchUp') asked.push(first.replica.catchUp());
            else if (one === 'other catches up') asked.push(second.replica.catchUp());
            else {
              const anew = one === 'read anew';
              const { puts, gone } = anew ? { puts: [1], gone: null } : one;
              if (anew) {
                // A reading begins and ends with nothing else of the leader's under way, as in a pull.
                await Promise.all(asked);
                first.replica.begin(first.replica.doubts);
                held = new Map();
              }
              seq += 1;
              const upserts = [...new Set(puts)].filter((n) => n !== gone).map((n) => customer(n, seq));
              for (const { id, name } of upserts) held.set(id, name);
              if (gone !== null) held.delete(customer(gone, seq).id);
              asked.push(append(first.replica, seq, upserts, gone === null ? [] : [gone]));
              if (anew) asked.push(first.replica.completeReading());
            }
          }
          await Promise.all(asked);
          expect(first.replica.cursor?.seq ?? 0).toBe(seq);
          for (const device of [first, second]) {
            // What one window wrote reaches the other a moment later.
            const { customers } = await vi.waitFor(() => device.pulled(), { timeout: 3_000, interval: 10 });
            expect(new Map(device.replica.list('customers').map(({ id, name }) => [id, name]))).toEqual(held);
            expect(customers?.size).toBe(held.size);
          }
        },
      ),
      { numRuns: 15 },
    );
  }, 60_000);

  it('a window keeps what is stored while another window, which led until now, is still assembling pages', async () => {
    await using first = await Device.open();
    await using second = await Device.open({ name: first.name, storage: storageOfWindow(2) });
    for (let seq = 1; seq <= 41; seq += 1) await append(first.replica, seq, [customer(seq, seq)]);
    await second.replica.catchUp();
    const gate = holdWrites(first);
    const compacting = first.replica.compact();
    await append(second.replica, 42, [customer(42, 42)]);
    gate.resolve();
    await expect(compacting).rejects.toThrow('409');
    await second.loseMemory();
    expect([second.replica.cursor, names(second.replica).length]).toEqual([at(42), 42]);
  });

  it('a written page is shown even if the disk was read meanwhile, before the page was stored', async () => {
    await using first = await Device.open();
    await using second = await Device.open({ name: first.name, storage: storageOfWindow(2) });
    const requests = { upserts: [closedRequest(1)], removals: [] };
    await first.replica.append({ changes: { ...changesOf([customer(1, 2)]), requests }, cursor: at(2) });
    const gate = holdWrites(first);
    const appending = append(first.replica, 3, [customer(2, 3)]);
    await makeRoom(second.database);
    await vi.waitFor(() => expect(first.replica.list('requests')).toEqual([]));
    gate.resolve();
    await appending;
    expect(names(first.replica)).toEqual(['Customer 1 of 2', 'Customer 2 of 3']);
    await first.pulled();
  });

  it('a replica with several concurrent calls does not follow a page of an older reading that comes late', async () => {
    await using first = await Device.open();
    await using second = await Device.open({ name: first.name, storage: storageOfWindow(2) });
    await append(first.replica, 1, [customer(1, 1)]);
    await second.replica.catchUp();
    second.replica.begin(second.replica.doubts);
    await append(second.replica, 9, [customer(3, 9)]);
    await second.replica.completeReading();
    await first.replica.catchUp();
    // What a window frozen in the middle of its write would do.
    const { storageInstance } = first.database.pages;
    const late = { id: '000001-000000009', cursor: at(2), thinned: false, upserts: JSON.stringify(noUpserts()) };
    const document = { ...late, _deleted: false, _attachments: {}, _meta: { lwt: 1 }, _rev: '' };
    await storageInstance.bulkWrite([{ document }], 'late');
    await second.replica.catchUp();
    expect([first.replica.cursor, second.replica.cursor]).toEqual([at(9), at(9)]);
  });

  it('the cursor does not pass a removal that the disk could neither write nor read', async () => {
    await using device = await Device.open();
    const { replica } = device;
    await append(replica, 1, [customer(1, 1, 'secret'), customer(2, 1, 'stays')]);
    const { storageInstance } = device.database.pages;
    const { bulkWrite, query } = storageInstance;
    const broken = async () => {
      throw new Error('Internal error.');
    };
    Object.assign(storageInstance, { bulkWrite: broken, query: broken });
    await expect(append(replica, 2, [], [1])).rejects.toThrow('Internal error.');
    await expect(append(replica, 2, [], [1])).rejects.toThrow('Internal error.');
    expect(replica.cursor).toEqual(at(1));
    Object.assign(storageInstance, { bulkWrite, query });
    await append(replica, 2, [], [1]);
    expect(replica.cursor).toEqual(at(2));
    expect(JSON.stringify(await rawRows(physicalName(device.name, 'pages')))).not.toContain('secret');
    await device.pulled();
  });
});

describe('room that is made', () => {
  const withClosed = async (device: Device) => {
    const requests = { upserts: [closedRequest(1)], removals: [] };
    await device.replica.append({ changes: { ...changesOf([customer(1, 2)]), requests }, cursor: at(2) });
  };

  it('room that is made is found for a command also while a pull writes', async () => {
    let full = true;
    const storage = storageWith(({ collection }) => {
      if (full && collection === 'commands') throw new DOMException('no room', 'QuotaExceededError');
    });
    await using device = await Device.open({ storage });
    await withClosed(device);
    const { storageInstance } = device.database.pages;
    const write = storageInstance.bulkWrite.bind(storageInstance);
    let raced = false;
    storageInstance.bulkWrite = async (rows, context) => {
      const makesRoom = context === 'marginiq-make-room';
      if (makesRoom && !raced) {
        raced = true;
        await append(device.replica, 3, [], [1]);
      }
      const done = await write(rows, context);
      if (makesRoom) full = false;
      return done;
    };
    await device.outbox.submit(submission(testId(0xa1)));
    expect(await device.outbox.waiting()).toHaveLength(1);
  });

  it('room that is made is never taken for a whole reading, also where pages are put together at that moment', async () => {
    await using device = await Device.open();
    await withClosed(device);
    for (let seq = 3; seq <= 50; seq += 1) await append(device.replica, seq, [customer(seq, seq)]);
    const { storageInstance } = device.database.pages;
    const find = storageInstance.findDocumentsById.bind(storageInstance);
    storageInstance.findDocumentsById = async (ids, deleted) => {
      storageInstance.findDocumentsById = find;
      await makeRoom(device.database);
      return find(ids, deleted);
    };
    await device.replica.compact().catch(() => undefined);
    await device.loseMemory();
    const { replica } = device;
    expect(replica.cursor === null || replica.list('requests').length === 1).toBe(true);
  });
});
