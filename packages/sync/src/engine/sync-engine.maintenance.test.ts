import '../testing/browser-globals.ts';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { expect, it } from 'vitest';
import { Device, submission } from '../testing/device.ts';
import { RunningEngine } from '../testing/engine.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { FaultyTransport } from '../testing/faulty-transport.ts';
import { testId } from '../testing/ids.ts';
import { TransportError } from './transport.ts';

const MINUTE_MS = 60_000;

it('while the server is under maintenance, a device waits as long as it is asked to, says until when, and then sends what it kept', async () => {
  await using device = await Device.open({ storage: getRxStorageMemory() });
  const server = new FakeServer();
  const faulty = new FaultyTransport(server.connect(device.session));
  await using running = RunningEngine.start(device, faulty);
  await running.until(({ live, phase }) => live && phase === 'synced');

  const details = { retryAfterMs: MINUTE_MS, overInMs: 30 * MINUTE_MS };
  faulty.down = new TransportError('maintenance', 'for the log', details);
  server.endStreams();
  const command = await device.outbox.submit(submission(testId(0xa1)));
  const told = await running.reaches('waiting');
  expect(told).toMatchObject({ fault: 'maintenance', live: false });
  expect(told.maintenanceUntil).toMatch(/^\d{4}-.*Z$/);
  // The next try comes after the time that the server named, plus a bit by chance.
  expect(await running.timers.fire((ms) => ms > MINUTE_MS)).toBeLessThanOrEqual(2 * MINUTE_MS);

  faulty.down = null;
  running.engine.wake();
  await running.until(({ phase }) => phase === 'synced');
  expect(running.status).toMatchObject({ fault: null, maintenanceUntil: null });
  expect(server.decided).toEqual([command.id]);
});
