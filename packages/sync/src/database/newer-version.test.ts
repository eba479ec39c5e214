import '../testing/browser-globals.ts';
import { describe, expect, it } from 'vitest';
import { breakKeys } from '../testing/damage.ts';
import { Device, submission } from '../testing/device.ts';
import { testId } from '../testing/ids.ts';
import { VirtualTimers } from '../testing/virtual-timers.ts';
import { indexedDbsOf } from './indexed-db.ts';
import { LocalDatabaseError, openLocalDatabase } from './local-database.ts';
import { isOfNewerVersion } from './newer-version.ts';
import { openPatiently } from './open-patiently.ts';
import { LOCAL_LAYOUT, type LocalLayout } from './row.ts';

const failureOf = async (opening: Promise<unknown>): Promise<unknown> =>
  opening.then(
    () => null,
    (error: unknown) => error,
  );

/** The layout of a program that comes after this one. */
function laterLayout(changed: 'outbox' | 'local' | 'pages'): LocalLayout {
  const migrations = { localMigrations: { 1: (row: never) => row }, outboxMigrations: { 1: (row: never) => row } };
  const { localMigrations, outboxMigrations, ...same } = LOCAL_LAYOUT;
  const later = { ...same, [changed]: { ...LOCAL_LAYOUT[changed], version: 1 } };
  return {
    ...later,
    localMigrations: changed === 'local' ? migrations.localMigrations : localMigrations,
    outboxMigrations: changed === 'outbox' ? migrations.outboxMigrations : outboxMigrations,
  } as LocalLayout;
}

/** A device with one unsent action, which a later version has opened since. */
async function openedByLater(changed: 'outbox' | 'local' | 'pages') {
  const device = await Device.open();
  const { id } = await device.outbox.submit(submission(testId(0xa1)));
  await device.database.close();
  const later = await openLocalDatabase(device.name, undefined, { layout: laterLayout(changed) });
  await later.close();
  return { name: device.name, id };
}

describe('a local database whose layout a later version of the program has changed', () => {
  it.each(['outbox', 'local'] as const)(
    'a local database whose layout a later version of the program has changed is not opened beside it, nor called damaged (%s)',
    async (changed) => {
      const { name, id } = await openedByLater(changed);
      const before = await indexedDbsOf(name);
      const error = await failureOf(openLocalDatabase(name));
      expect(error).toBeInstanceOf(LocalDatabaseError);
      expect(isOfNewerVersion(error)).toBe(true);
      // Nothing was made, and the later version finds all of it.
      expect(await indexedDbsOf(name)).toEqual(before);
      const later = await openLocalDatabase(name, undefined, { layout: laterLayout(changed) });
      expect((await later.commands.find().exec()).map((row) => row.id)).toEqual([id]);
      await later.close();
    },
  );

  it('a local database whose layout a later version of the program has changed is opened if only what was pulled is laid out otherwise', async () => {
    const { name, id } = await openedByLater('pages');
    await using device = await Device.open({ name });
    expect(await device.outbox.waitingIds()).toEqual([id]);
  });

  it('a local database whose layout a later version of the program has changed is not tried again and again', async () => {
    const { name } = await openedByLater('outbox');
    const timers = new VirtualTimers();
    let tries = 0;
    const open = () => {
      tries += 1;
      return openLocalDatabase(name);
    };
    const error = await failureOf(openPatiently(open, { after: timers.after, onSlow: () => undefined }));
    expect(isOfNewerVersion(error)).toBe(true);
    expect(tries).toBe(1);
  });
});

describe('isOfNewerVersion', () => {
  it('isOfNewerVersion knows an IndexedDB whose version was raised by the error of opening it, however it is wrapped', async () => {
    const open = (version: number) =>
      new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open('marginiq-raised', version);
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
    (await open(2)).close();
    const error = await failureOf(open(1));
    expect(isOfNewerVersion(error)).toBe(true);
    expect(isOfNewerVersion(new LocalDatabaseError('cannot be opened', { cause: error }))).toBe(true);
  });

  it('isOfNewerVersion does not take damage for it', async () => {
    const device = await Device.open();
    await device.database.close();
    await breakKeys(device.name, 'commands');
    const error = await failureOf(openLocalDatabase(device.name));
    expect(error).toBeInstanceOf(LocalDatabaseError);
    expect(isOfNewerVersion(error)).toBe(false);
    const circular = new Error('a');
    circular.cause = circular;
    for (const other of [null, undefined, 'VersionError', circular]) expect(isOfNewerVersion(other)).toBe(false);
  });
});
