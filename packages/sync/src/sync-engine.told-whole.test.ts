import './testing/browser-globals.ts';
import { aRequest } from '@marginiq/domain/testing/fixtures';
import { inWholeLines } from '@marginiq/domain/whole-lines';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { expect, it } from 'vitest';
import { SAM } from './testing/company.ts';
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
  isEarlier = false;
  await sync();
  expect(device.replica.list('requests')).toEqual([asIs]);
  expect(fromTheBeginning).toBe(2);
  await sync();
  expect(fromTheBeginning).toBe(2);
});
