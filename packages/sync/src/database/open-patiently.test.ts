import '../testing/browser-globals.ts';
import { describe, expect, it } from 'vitest';
import { oneTurn } from '../testing/fake-server.ts';
import { VirtualTimers } from '../testing/virtual-timers.ts';
import { openLocalDatabase } from './local-database.ts';
import { openPatiently, StorageHangsError } from './open-patiently.ts';

const AGAIN = (ms: number) => ms !== 20_000 && ms !== 1_500;

describe('opening patiently', () => {
  it('opening patiently gets over storage that fails for some seconds', async () => {
    const timers = new VirtualTimers();
    let tries = 0;
    const opened = { close: async () => undefined };
    const open = async () => {
      tries += 1;
      if (tries < 5) throw new Error('UnknownError: Internal error opening backing store');
      return opened;
    };
    const opening = openPatiently(open, { after: timers.after, onSlow: () => undefined });
    let waitedMs = 0;
    for (let failures = 0; failures < 4; failures += 1) waitedMs += await timers.fire(AGAIN);
    expect(await opening).toBe(opened);
    expect(waitedMs).toBe(3_750);
    expect(timers.pending).toEqual([]);
  });

  it('opening patiently fails with the last reason after about eight seconds', async () => {
    const timers = new VirtualTimers();
    let tries = 0;
    const open = async () => {
      tries += 1;
      throw new Error(`try ${tries}`);
    };
    const failed = expect(openPatiently(open, { after: timers.after, onSlow: () => undefined })).rejects.toThrow(
      'try 7',
    );
    let waitedMs = 0;
    for (let failures = 0; failures < 6; failures += 1) waitedMs += await timers.fire(AGAIN);
    await failed;
    expect(waitedMs).toBe(7_750);
  });

  it('opening patiently says that it takes its time, and gives up on storage that never answers', async () => {
    const timers = new VirtualTimers();
    let slow = 0;
    const opening = openPatiently(() => new Promise<never>(() => undefined), {
      after: timers.after,
      onSlow: () => {
        slow += 1;
      },
    });
    const failed = expect(opening).rejects.toBeInstanceOf(StorageHangsError);
    await oneTurn();
    await timers.fire((ms) => ms === 1_500);
    expect(slow).toBe(1);
    await timers.fire((ms) => ms === 20_000);
    await failed;
  });

  it('opening patiently closes what opens after it was given up, and the next try opens it', async () => {
    const name = 'marginiq-patiently-late';
    const timers = new VirtualTimers();
    const { promise: hanging, resolve: answer } = Promise.withResolvers<void>();
    const { promise: closed, resolve: close } = Promise.withResolvers<void>();
    const open = async () => {
      const database = await openLocalDatabase(name);
      await hanging;
      return { close: () => database.close().then(() => close()) };
    };
    const failed = expect(openPatiently(open, { after: timers.after, onSlow: () => undefined })).rejects.toThrow();
    await timers.fire((ms) => ms === 20_000);
    await failed;
    answer();
    await closed;
    await (await openLocalDatabase(name)).close();
  });

  it('opening patiently closes nothing that opens in time, and leaves no failure unheard that comes too late', async () => {
    const timers = new VirtualTimers();
    let closed = 0;
    const close = async () => {
      closed += 1;
    };
    await openPatiently(async () => ({ close }), { after: timers.after, onSlow: () => undefined });
    expect(closed).toBe(0);
    const { promise, reject } = Promise.withResolvers<{ close: () => Promise<void> }>();
    const failed = expect(
      openPatiently(() => promise, { after: timers.after, onSlow: () => undefined }),
    ).rejects.toBeInstanceOf(StorageHangsError);
    await timers.fire((ms) => ms === 20_000);
    await failed;
    // The test run fails of a rejection that nobody handles.
    reject(new Error('too late'));
    await oneTurn();
  });
});
