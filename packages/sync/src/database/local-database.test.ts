import '../testing/browser-globals.ts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { breakKeys, physicalName, rawRows } from '../testing/damage.ts';
import { Device, submission } from '../testing/device.ts';
import { oneTurn } from '../testing/fake-server.ts';
import { testId } from '../testing/ids.ts';
import { storageOfWindow } from '../testing/storage.ts';
import { indexedDbsOf } from './indexed-db.ts';
import { deleteLocalDatabase, LocalDatabaseError, localDatabaseName, openLocalDatabase } from './local-database.ts';
import { writeLocalRow } from './local-state.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('openLocalDatabase', () => {
  it('openLocalDatabase says so when the database is damaged, any number of times, and does not get in the way of others', async () => {
    const name = 'marginiq-open-damaged';
    await (await Device.open({ name }))[Symbol.asyncDispose]();
    await breakKeys(name, 'pages');
    for (let tries = 0; tries < 4; tries += 1) {
      await expect(openLocalDatabase(name)).rejects.toBeInstanceOf(LocalDatabaseError);
    }
    await using other = await Device.open();
    await other.outbox.submit(submission(testId(0xa1)));
    expect(await other.outbox.waiting()).toHaveLength(1);
  });

  it('openLocalDatabase clears away in time what was deleted, and nothing else', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    await using device = await Device.open();
    const { id } = await device.outbox.submit(submission(testId(0xa1)));
    const kept = await device.outbox.submit(submission(testId(0xa2)));
    await device.outbox.refuseLocally(id, { code: 'invalidCommand', message: 'too large', current: null });
    await device.outbox.dismiss(id);
    const store = physicalName(device.name, 'commands');
    expect(await rawRows(store)).toHaveLength(2);
    vi.setSystemTime(Date.now() + 32 * 86_400_000);
    for (let seconds = 0; seconds < 90; seconds += 1) {
      vi.advanceTimersByTime(1_000);
      await oneTurn();
    }
    vi.useRealTimers();
    expect((await rawRows(store)).map((row) => row.id)).toEqual([kept.id]);
  });
});

describe('deleteLocalDatabase', () => {
  it('deleteLocalDatabase leaves nothing of this person on the device, and everything of the others', async () => {
    const company = testId(1);
    const [mine, theirs] = [localDatabaseName(company, testId(2)), localDatabaseName(company, testId(3))];
    for (const name of [mine, theirs]) {
      await using device = await Device.open({ name });
      await device.outbox.submit(submission(testId(0xa1)));
      await writeLocalRow(device.database, 'draft:new', { justification: 'secret' });
    }
    await deleteLocalDatabase(mine);
    expect(await indexedDbsOf(mine)).toEqual([]);
    await using other = await Device.open({ name: theirs });
    expect(await other.outbox.waiting()).toHaveLength(1);
  });

  it('deleteLocalDatabase does not wait for those who have it open, and leaves nothing that they could read', async () => {
    // The storage announces on the console that it closes, so that the database can be deleted.
    vi.spyOn(console, 'warn').mockReturnValue();
    const name = 'marginiq-delete-open';
    await using here = await Device.open({ name });
    await using there = await Device.open({ name, storage: storageOfWindow(2) });
    await here.outbox.submit(submission(testId(0xa1)));
    await deleteLocalDatabase(name);
    expect(await indexedDbsOf(name)).toEqual([]);
    await here.database.close();
    await there.database.close();
    await using fresh = await Device.open({ name });
    expect(await fresh.outbox.entries()).toEqual([]);
  });

  it.each(['pages', '_rxdb_internal'])('a database with damaged %s can be deleted and created again', async (part) => {
    const name = `marginiq-delete-${part}`;
    await (await Device.open({ name }))[Symbol.asyncDispose]();
    await breakKeys(name, part);
    await expect(openLocalDatabase(name)).rejects.toBeInstanceOf(LocalDatabaseError);
    await deleteLocalDatabase(name);
    expect(await indexedDbsOf(name)).toEqual([]);
    await using fresh = await Device.open({ name });
    expect(await fresh.outbox.entries()).toEqual([]);
  });
});
