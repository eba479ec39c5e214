import './testing/browser-globals.ts';
import { aRequest } from '@marginiq/domain/testing/fixtures';
import { inWholeLines } from '@marginiq/domain/whole-lines';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { expect, it } from 'vitest';
import { writeLocalState } from './local-state.ts';
import { DRILL, SAM } from './testing/company.ts';
import { Device } from './testing/device.ts';
import { RunningEngine } from './testing/engine.ts';
import { FakeServer } from './testing/fake-server.ts';

it('what an earlier program was told in whole lines is read again, from the beginning, and once', async () => {
  await using device = await Device.open({ storage: getRxStorageMemory() });
  const server = new FakeServer();
  const { store } = server;
  const request = aRequest();
  const items = request.items.map((item) => ({ ...item, quantity: 2.5, unit: 'kg' }));
  const asIs = store.put('requests', { ...request, ownerId: SAM.id, teamId: SAM.teamId, items });
  const original = store.pull.bind(store);
  let fromTheBeginning = 0;
  let isEarlier = true;
  store.pull = (actor, given, pageSize) => {
    if (given === null) fromTheBeginning += 1;
    const page = original(actor, given, pageSize);
    const { requests } = page.changes;
    if (!isEarlier) return page;
    return {
      ...page,
      changes: { ...page.changes, requests: { ...requests, upserts: requests.upserts.map(inWholeLines) } },
    };
  };
  const sync = async () => {
    await using running = RunningEngine.start(device, server.connect(device.session));
    await running.reaches('synced');
  };
  await sync();
  expect(device.replica.list('requests')).toEqual([inWholeLines(asIs as typeof request)]);
  // An earlier program notes no protocol.
  await writeLocalState(device.database, 'synced', { at: device.now() });
  isEarlier = false;
  await sync();
  expect(device.replica.list('requests')).toEqual([asIs]);
  expect(fromTheBeginning).toBe(2);
  await sync();
  expect(fromTheBeginning).toBe(2);
});

/** A server that has such a request by nature: its line's product has the id that such a line is given. */
function lookalike() {
  const server = new FakeServer();
  const { store } = server;
  const request = aRequest();
  const productId = `${request.id.slice(0, -4)}0000`;
  const items = request.items.map((item) => ({ ...item, productId }));
  store.put('requests', { ...request, ownerId: SAM.id, teamId: SAM.teamId, items });
  const original = store.pull.bind(store);
  let fromTheBeginning = 0;
  store.pull = (actor, given, pageSize) => {
    if (given === null) fromTheBeginning += 1;
    return original(actor, given, pageSize);
  };
  /** How often everything was read over some starts, the first after an earlier program's time. */
  const readings = async () => {
    await using device = await Device.open({ storage: getRxStorageMemory() });
    for (let starts = 0; starts < 4; starts += 1) {
      await using running = RunningEngine.start(device, server.connect(device.session));
      await running.reaches('synced');
      if (starts === 0) await writeLocalState(device.database, 'synced', { at: device.now() });
    }
    return fromTheBeginning;
  };
  return { store, productId, readings };
}

it('a request that only looks like one told in whole lines is not read again, for its product is here', async () => {
  const { store, productId, readings } = lookalike();
  store.put('products', { ...DRILL, id: productId, sku: 'LOOKALIKE' });
  expect(await readings()).toBe(1);
});

it('a request that only looks like one is read again once and not at each start, even if its product is gone', async () => {
  expect(await lookalike().readings()).toBe(2);
});
