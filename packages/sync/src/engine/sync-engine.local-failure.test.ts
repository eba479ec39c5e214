import '../testing/browser-globals.ts';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ACME } from '../testing/company.ts';
import { Desk, turns } from '../testing/desk.ts';
import { Device, submission } from '../testing/device.ts';
import { RETRY, RunningEngine } from '../testing/engine.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { testId } from '../testing/ids.ts';
import { storageWith } from '../testing/storage.ts';
import type { TestWindow } from '../testing/window.ts';
import { readLease } from './lease-store.ts';

async function twoAtADesk(desk: Desk): Promise<[TestWindow, TestWindow]> {
  const windows = (await desk.open(2)) as [TestWindow, TestWindow];
  await desk.beat();
  return windows;
}

/** Something to push and something to pull. */
async function somethingHappens(desk: Desk, submitter: TestWindow): Promise<string> {
  desk.server.store.put('customers', { ...ACME, name: 'Acme of now' });
  const { id } = await submitter.device.outbox.submit(submission(testId(0xa1)));
  desk.server.announce();
  return id;
}

describe('a leader whose local database fails while it leads', () => {
  it.each(['pages', 'commands', 'local'])(
    'a leader whose local database fails while it leads gives up its turn if it cannot write its %s, and another window sends and receives instead',
    async (broken) => {
      await using desk = new Desk();
      const [first, second] = await twoAtADesk(desk);
      first.failIn(({ collection, does }) => {
        if (collection === broken && does === 'write') throw new Error('the disk failed');
      });
      const id = await somethingHappens(desk, second);
      await second.until(({ phase, live }) => second.calls > 0 && phase === 'synced' && live);
      expect(second.status).toMatchObject({ fault: null, message: null });
      // Asked again by the next leader, the server decides nothing twice.
      expect(desk.server.decided).toEqual([id]);
      expect(await second.device.outbox.waiting()).toEqual([]);
      expect(await second.device.pulled()).toEqual(desk.server.store.visibleTo(second.device.actor));
      // It did not go silent: it stepped back, and shows what the other one says.
      expect(await readLease(second.device.database)).toBe(2);
      await desk.beat();
      expect(first.status).toMatchObject({ phase: 'synced', fault: null });
    },
  );

  it('a leader keeps its turn if the device is full, because it is full for every window', async () => {
    await using desk = new Desk();
    const [first, second] = await twoAtADesk(desk);
    first.failIn(({ collection, does }) => {
      if (collection === 'pages' && does === 'write') throw new DOMException('no room left', 'QuotaExceededError');
    });
    const id = await somethingHappens(desk, second);
    await second.until(({ fault }) => fault === 'storageFull');
    await desk.beat(4);
    expect([second.calls, desk.audit.leader]).toEqual([0, 0]);
    expect(desk.server.decided).toEqual([id]);
  });
});

it('an engine asks for its database to be opened again after two failures in a row, and not after one', async () => {
  let isFailing = false;
  const storage = storageWith(({ collection }) => {
    if (isFailing && collection === 'pages') throw new Error('the disk failed');
  });
  await using device = await Device.open({ storage });
  const server = new FakeServer();
  await using running = RunningEngine.start(device, server.connect(device.session));
  await running.reaches('synced');
  const broken: unknown[] = [];
  running.engine.broken$.subscribe((error) => broken.push(error));
  const failOnce = async (name: string) => {
    isFailing = true;
    server.store.put('customers', { ...ACME, name });
    running.engine.wake();
    await running.until(({ fault }) => fault === 'local');
  };
  for (const name of ['Acme of now', 'Acme of later']) {
    await failOnce(name);
    isFailing = false;
    await running.timers.fire(RETRY);
    expect(await running.reaches('synced')).toMatchObject({ fault: null, message: null });
  }
  expect(broken).toEqual([]);
  const asked = firstValueFrom(running.engine.broken$);
  await failOnce('Acme of tomorrow');
  await running.timers.fire(RETRY);
  expect(await asked).toMatchObject({ message: 'the disk failed' });
});

describe('a window that was overtaken', () => {
  it('a window leads again on request, although it could not reread what the other one wrote', async () => {
    await using desk = new Desk();
    const [first, second] = await twoAtADesk(desk);
    first.freeze();
    desk.server.store.put('customers', { ...ACME, name: 'Acme of now' });
    await desk.beat(4);
    await second.until(({ phase, live }) => live && phase === 'synced');
    let failed = 0;
    first.failIn(({ collection, does }) => {
      if (collection !== 'pages' || does !== 'read') return;
      failed += 1;
      throw new Error('the disk failed');
    });
    first.thaw();
    await desk.beat(2);
    expect(failed).toBeGreaterThan(0);
    first.failIn(() => undefined);
    const { calls } = first;
    await second.engine.stop();
    await first.until(({ phase, live }) => first.calls > calls && live && phase === 'synced');
    expect(await first.device.pulled()).toEqual(desk.server.store.visibleTo(first.device.actor));
  });

  it('a window that was overtaken takes what the new leader writes for what it is, and not for a reason to read everything again', async () => {
    await using desk = new Desk();
    const [first, second] = await twoAtADesk(desk);
    first.freeze();
    await desk.beat(4);
    await second.until(({ phase, live }) => live && phase === 'synced');
    first.thaw();
    await desk.beat(2);
    desk.server.store.put('customers', { ...ACME, name: 'Acme of now' });
    desk.server.announce();
    await turns(60);
    expect(first.device.replica.list('customers').map(({ name }) => name)).toContain('Acme of now');
    expect(first.device.replica.doubts).toBe(0);
  });
});
