import '../testing/browser-globals.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { physicalName, rawRows, writeRawRow } from '../testing/damage.ts';
import { Device, submission } from '../testing/device.ts';
import { onDisk } from '../testing/disk.ts';
import { testId } from '../testing/ids.ts';
import { append, customer, names } from '../testing/pages.ts';
import { testSealer } from '../testing/sealers.ts';
import { storageWith } from '../testing/storage.ts';
import { asideName, indexedDbsOf } from './indexed-db.ts';
import { openLocalDatabase } from './local-database.ts';
import { readLocalRow, removeLocalRow, writeLocalRow } from './local-state.ts';
import { isAllSealed } from './reseal-rows.ts';
import { plainSealer, type Sealer } from './sealer.ts';
import { presenceOf } from './stored-rows.ts';

const DRAFT = { justification: 'Secret draft' };

/** One more command, draft and page, sealed by this window's key. */
async function work(device: Device, number: number): Promise<void> {
  await append(device.replica, number, [customer(number, number, `Secret customer ${number}`)]);
  await device.outbox.submit(submission(testId(0xa0 + number), { justification: 'Secret reason' }));
  await writeLocalRow(device.database, `draft:${number}`, DRAFT);
}

/** Every sealed text on the disk. */
async function sealedTexts(device: Device): Promise<string[]> {
  const rows = (await Promise.all((await indexedDbsOf(device.name)).map(rawRows))).flat();
  return rows.flatMap(({ upserts, entry, doc }) => {
    const inside = { ...(entry as object), ...(doc as object) } as { sealed?: string };
    return [upserts as string | undefined, inside.sealed].filter((text) => text !== undefined);
  });
}

const isAllCurrent = async (device: Device, sealer: Sealer) =>
  (await Promise.all((await sealedTexts(device)).map((text) => sealer.isCurrent(text)))).every(Boolean);

describe('a database that several keys of the ring have sealed', () => {
  it('a database that several keys of the ring have sealed is read whole, and everything in it is sealed by the current key after one opening', async () => {
    const keyOrClear = fc.constantFrom(0, 1, 2, 3);
    await fc.assert(
      fc.asyncProperty(fc.array(keyOrClear, { minLength: 1, maxLength: 4 }), async (writers) => {
        await using device = await Device.open({ sealer: plainSealer });
        const known: number[] = [];
        for (const [index, writer] of writers.entries()) {
          if (writer !== 0) known.push(writer);
          await device.reopen(writer === 0 ? plainSealer : testSealer(writer, { earlier: known }));
          // Without a key nothing sealed can be read, so its pages would come again.
          if (writer !== 0 || known.length === 0) await work(device, index + 1);
          else await writeLocalRow(device.database, `draft:${index + 1}`, DRAFT);
        }
        const ring = testSealer(9, { earlier: [1, 2, 3] });
        await device.reopen(ring);
        expect(await isAllCurrent(device, ring)).toBe(true);
        expect(await isAllSealed(device.database)).toBe(true);
        expect(await onDisk(device.name)).not.toContain('Secret');
        const only = testSealer(9, { mayHoldClear: false });
        const before = { entries: await device.outbox.entries(), customers: names(device.replica) };
        await device.reopen(only);
        expect({ entries: await device.outbox.entries(), customers: names(device.replica) }).toEqual(before);
        expect(device.replica.cursor !== null || before.customers.length === 0).toBe(true);
        for (const [index] of writers.entries()) {
          expect(await readLocalRow(device.database, `draft:${index + 1}`)).toEqual(DRAFT);
        }
      }),
      { numRuns: 8 },
    );
  });

  it('a database that several keys of the ring have sealed keeps what a key that is not in the ring has sealed, as it is', async () => {
    await using device = await Device.open({ sealer: testSealer(1) });
    await work(device, 1);
    const [before] = await rawRows(physicalName(device.name, 'commands'));
    await device.reopen(testSealer(2));
    const [after] = await rawRows(physicalName(device.name, 'commands'));
    expect(after?.entry).toEqual(before?.entry);
    // It shows nothing either.
    expect(await isAllSealed(device.database)).toBe(true);
  });
});

describe('a row that was removed', () => {
  it.each([
    ['in the clear', plainSealer],
    ['sealed', testSealer(1)],
  ])('%s leaves only a mark of its id on the disk', async (_, sealer) => {
    await using device = await Device.open({ sealer });
    await work(device, 1);
    const [command] = await device.outbox.waiting();
    const id = command?.id ?? '';
    await device.outbox.refuseLocally(id, { code: 'invalidCommand', message: 'Secret refusal', current: null });
    await device.outbox.dismiss(id);
    await removeLocalRow(device.database, 'draft:1');
    expect((await rawRows(physicalName(device.name, 'commands'))).map((row) => row.entry)).toEqual([{}]);
    const drafts = (await rawRows(physicalName(device.name, 'local'))).filter((row) => row.id === 'draft:1');
    expect(drafts.map(({ doc }) => doc)).toEqual([{}]);
    expect((await presenceOf(device.database.commands, [id])).removed).toEqual(new Set([id]));
    expect((await presenceOf(device.database.local, ['draft:1'])).removed).toEqual(new Set(['draft:1']));
  });

  it('a row that was removed by an earlier version, which left it readable, is emptied at the next opening with a key', async () => {
    await using device = await Device.open({ sealer: plainSealer });
    await work(device, 1);
    const [entry] = await device.outbox.entries();
    await device.database.close();
    for (const collection of ['commands', 'local'] as const) {
      const store = physicalName(device.name, collection);
      for (const row of await rawRows(store)) {
        const content = collection === 'commands' ? { entry } : { doc: DRAFT };
        if (row.id !== 'device') await writeRawRow(store, { ...row, ...content, _deleted: '1' });
      }
    }
    expect(await onDisk(device.name)).toContain('Secret reason');
    await using again = await Device.open({ name: device.name, sealer: testSealer(1) });
    expect(await onDisk(device.name)).not.toMatch(/Secret (reason|draft)/);
    expect(await again.outbox.entries()).toEqual([]);
    const id = entry?.command.id ?? '';
    expect((await presenceOf(again.database.commands, [id])).removed).toEqual(new Set([id]));
    expect((await presenceOf(again.database.local, ['draft:1'])).removed).toEqual(new Set(['draft:1']));
    expect(await isAllSealed(again.database)).toBe(true);
  });
});

describe('isAllSealed', () => {
  async function clearDevice(): Promise<Device> {
    const device = await Device.open({ sealer: plainSealer });
    await work(device, 1);
    expect(await isAllSealed(device.database)).toBe(false);
    await device.database.close();
    return device;
  }

  it.each(['commands', 'local', 'pages'])(
    'isAllSealed is false while %s could not be sealed because the disk is full',
    async (full) => {
      await using device = await clearDevice();
      const storage = storageWith(({ collection, ids }) => {
        if (collection === full && !ids.includes('device')) throw new DOMException('no room', 'QuotaExceededError');
      });
      const cramped = await Device.open({ name: device.name, sealer: testSealer(1), storage });
      expect(await isAllSealed(cramped.database)).toBe(false);
      await cramped.database.close();
      await using roomy = await Device.open({ name: device.name, sealer: testSealer(1) });
      expect(await isAllSealed(roomy.database)).toBe(true);
    },
  );

  it.each([
    ['a damaged command', 'commands', () => ({ entry: { state: 'waiting', command: { id: 'another' } } })],
    ['a sealed command with something beside it', 'commands', (row: object) => ({ entry: { ...row, note: 'Secret' } })],
    ['a removed row that still shows something', 'local', () => ({ id: 'draft:9', doc: DRAFT, _deleted: '1' })],
  ] as const)('isAllSealed is false beside %s', async (_, collection, change) => {
    await using device = await Device.open({ sealer: testSealer(1) });
    await work(device, 1);
    expect(await isAllSealed(device.database)).toBe(true);
    const store = physicalName(device.name, collection);
    const [row] = await rawRows(store);
    await writeRawRow(store, { ...row, id: testId(0xbb), ...change(row?.entry as object) });
    expect(await isAllSealed(device.database)).toBe(false);
  });

  it('isAllSealed is false while an interrupted repair has put something aside', async () => {
    await using device = await Device.open({ sealer: testSealer(1) });
    expect(await isAllSealed(device.database)).toBe(true);
    await (await openLocalDatabase(asideName(device.name, 1))).close();
    expect(await isAllSealed(device.database)).toBe(false);
  });

  it('isAllSealed is false for a session without a key', async () => {
    await using device = await Device.open({ sealer: plainSealer });
    expect(await isAllSealed(device.database)).toBe(false);
  });
});
