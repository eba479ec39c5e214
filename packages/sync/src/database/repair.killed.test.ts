import '../testing/browser-globals.ts';
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { Outbox } from '../outbox/outbox.ts';
import { rescueForRepair } from '../outbox/rescue.ts';
import { breakKeys } from '../testing/damage.ts';
import { Device, submission } from '../testing/device.ts';
import { idSource, testId } from '../testing/ids.ts';
import { createMutex } from '../testing/mutex.ts';
import { storageWith } from '../testing/storage.ts';
import { openLocalDatabase } from './local-database.ts';
import { finishRepair, repairLocalDatabase } from './repair.ts';

const newId = idSource();
const outbox = { deviceId: testId(0xd1), now: () => '2026-02-02T00:00:00.000Z', newId, exclusively: createMutex() };
const deleteDatabase = indexedDB.deleteDatabase.bind(indexedDB);

afterEach(() => {
  indexedDB.deleteDatabase = deleteDatabase;
});

/**
 * The program is killed at the nth thing that a repair does to the disk: nothing after that happens. What is already
 * there stays.
 */
function killedAt(step: number) {
  let steps = 0;
  const enter = () => {
    steps += 1;
    if (steps >= step) throw new Error('killed');
  };
  indexedDB.deleteDatabase = (name) => {
    enter();
    return deleteDatabase(name);
  };
  const storage = storageWith(enter);
  return { storage, steps: () => steps };
}

let names = 0;

async function damaged(commands: number): Promise<{ name: string; ids: string[] }> {
  const name = `marginiq-killed-${++names}`;
  const ids: string[] = [];
  {
    await using device = await Device.open({ name, newId });
    for (let made = 0; made < commands; made += 1) {
      ids.push((await device.outbox.submit(submission(testId(0x4000 + made)))).id);
    }
  }
  await breakKeys(name, 'pages');
  return { name, ids };
}

/** What the program does at its next start: open, or offer the repair again. */
async function startAgain(name: string): Promise<string[]> {
  const open = async () => {
    const database = await openLocalDatabase(name);
    try {
      const opened = new Outbox(database, outbox);
      await finishRepair(opened, name);
      return (await opened.entries()).map(({ command }) => command.id);
    } finally {
      await database.close();
    }
  };
  try {
    return await open();
  } catch {
    await repairLocalDatabase(name, { outbox, save: async () => 'saved', acceptUnknown: false });
    return open();
  }
}

it('a repair that is killed anywhere, and another one that is killed too, lose no command (law 6)', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(3),
      fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 2 }),
      async (commands, kills) => {
        const { name, ids } = await damaged(commands);
        for (const step of kills) {
          const { storage } = killedAt(step);
          const ports = { outbox, save: async () => 'saved' as const, acceptUnknown: false, storage };
          await repairLocalDatabase(name, ports).catch(() => undefined);
          indexedDB.deleteDatabase = deleteDatabase;
          // At every moment what was not sent can be read somewhere.
          expect((await rescueForRepair(name)).entries.map(({ command }) => command.id)).toEqual(ids);
        }
        expect(await startAgain(name)).toEqual(ids);
        const left = (await indexedDB.databases()).filter((database) => database.name?.includes(`${name}~`));
        expect(left).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
}, 60_000);

it('a repair whose backup the user cancels changes nothing', async () => {
  const { name } = await damaged(2);
  const before = await indexedDB.databases();
  const ports = { outbox, save: async () => 'cancelled' as const, acceptUnknown: false };
  expect(await repairLocalDatabase(name, ports)).toBeNull();
  expect(await indexedDB.databases()).toEqual(before);
});

it('a repair reads what waits when it begins, and deletes nothing while that cannot be read', async () => {
  const { name, ids } = await damaged(2);
  const open = indexedDB.open.bind(indexedDB);
  indexedDB.open = () => {
    throw new DOMException('the disk is busy', 'UnknownError');
  };
  const saved: string[] = [];
  const ports = {
    outbox,
    acceptUnknown: false,
    save: async ({ entries }: { entries: readonly { command: { id: string } }[] }) => {
      saved.push(...entries.map(({ command }) => command.id));
      return 'saved' as const;
    },
  };
  await expect(repairLocalDatabase(name, ports)).rejects.toThrow('cannot be read now');
  indexedDB.open = open;
  await repairLocalDatabase(name, ports);
  expect(saved).toEqual(ids);
});

it('storage that can make no new database keeps the damaged one', async () => {
  const { name, ids } = await damaged(2);
  const storage = storageWith(() => {
    throw new DOMException('no room', 'QuotaExceededError');
  });
  const ports = { outbox, save: async () => 'saved' as const, acceptUnknown: false, storage };
  await expect(repairLocalDatabase(name, ports)).rejects.toThrow();
  expect((await rescueForRepair(name)).entries.map(({ command }) => command.id)).toEqual(ids);
});
