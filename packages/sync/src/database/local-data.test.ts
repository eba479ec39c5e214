import '../testing/browser-globals.ts';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { filter, firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { RequestView } from '../replica/overlay.ts';
import { ACME, ruleSet } from '../testing/company.ts';
import { Device, submission } from '../testing/device.ts';
import { RunningEngine } from '../testing/engine.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { testId } from '../testing/ids.ts';
import { LocalData } from './local-data.ts';
import { writeLocalRow } from './local-state.ts';

const openDevice = () => Device.open({ storage: getRxStorageMemory() });
const dataOf = ({ replica, outbox, actor, now }: Device) => new LocalData(replica, outbox, { actor, now });

describe('LocalData', () => {
  it('LocalData shows a submitted request at once as provisional, and then as decided, without a flicker between', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    await using running = RunningEngine.start(device, server.connect(device.session));
    await running.reaches('synced');
    const data = dataOf(device);
    await firstValueFrom(data.requests$);
    const shown: RequestView[][] = [];
    const watching = data.requests$.subscribe((views) => shown.push(views));
    await device.outbox.submit(submission(testId(0xa1)));
    const gone = device.outbox.entries$.pipe(filter(({ length }) => length === 0));
    await firstValueFrom(gone);
    await firstValueFrom(data.requests$.pipe(filter(([view]) => view?.pending.length === 0)));
    watching.unsubscribe();

    const appeared = shown.slice(shown.findIndex(({ length }) => length > 0));
    expect(appeared.map(({ length }) => length)).toEqual(appeared.map(() => 1));
    const views = appeared.flat();
    expect(views[0]?.pending).toHaveLength(1);
    expect(new Set(views.map(({ request }) => request.status))).toEqual(new Set(['autoApproved']));
    expect(views.map(({ request }) => request.steps.length)).toEqual(views.map(() => 2));
    expect(views.at(-1)).toEqual({
      request: server.store.get('requests', testId(0xa1)),
      pending: [],
      refused: [],
      doomed: [],
    });
  });

  it('LocalData follows the role and team of the person who works here, and keeps them while their document is away', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    await using running = RunningEngine.start(device, server.connect(device.session));
    await running.reaches('synced');
    const data = dataOf(device);
    const seen: string[] = [];
    const watching = data.actor$.subscribe(({ role }) => seen.push(role));
    const own = server.store.get('reference', device.actor.userId);
    if (own === null) throw new Error('the person has no document');
    const changed = firstValueFrom(data.actor$.pipe(filter(({ role }) => role === 'manager')));
    server.store.put('reference', { ...own, role: 'manager' } as typeof own);
    running.engine.wake();
    await changed;
    watching.unsubscribe();
    expect(seen).toEqual([device.actor.role, 'manager']);
  });

  it('LocalData lists customers by name whatever the case, and requests newest first', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    server.store.put('customers', { ...ACME, id: testId(0x2f), name: 'aardvark' });
    for (const n of [1, 2, 3]) await device.outbox.submit(submission(testId(0xa0 + n)));
    await using running = RunningEngine.start(device, server.connect(device.session));
    await running.reaches('synced');
    const data = dataOf(device);
    const customers = await firstValueFrom(data.customers$);
    expect(customers.map(({ name }) => name)).toEqual(['aardvark', 'Acme', 'Broke Ltd']);
    const requests = await firstValueFrom(data.requests$);
    expect(requests.map(({ request }) => request.id)).toEqual([3, 2, 1].map((n) => testId(0xa0 + n)));
  });

  it("LocalData keeps the device's own rows apart from the company's, and takes the rules in force", async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    await writeLocalRow(device.database, 'draft:new', { kind: 'company', name: 'A draft' });
    await using running = RunningEngine.start(device, server.connect(device.session));
    await running.reaches('synced');
    const data = dataOf(device);
    const before = await firstValueFrom(data.reference$);
    expect(before).toMatchObject({
      company: { name: 'Graz Tools' },
      ruleSet: { version: 1 },
      statistics: { version: 1 },
    });
    expect([...before.people.values()].map(({ name }) => name).sort()).toEqual(['Ada', 'Max', 'Sam', 'Sue']);
    server.store.put('reference', ruleSet(2));
    server.announce();
    await firstValueFrom(data.reference$.pipe(filter(({ ruleSet: rules }) => rules?.version === 2)));
  });
});
