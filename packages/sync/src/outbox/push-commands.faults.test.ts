import '../testing/browser-globals.ts';
import fc from 'fast-check';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { expect, it } from 'vitest';
import { TransportError } from '../engine/transport.ts';
import { ACME, BROKE, DRILL, OLD_PLANE } from '../testing/company.ts';
import { Device, submission, withdrawal } from '../testing/device.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { FAULTS, FaultyTransport } from '../testing/faulty-transport.ts';
import { testId } from '../testing/ids.ts';
import { pushCommands } from './push-commands.ts';

const never = { signal: new AbortController().signal };

const moves = fc.record({
  request: fc.nat(3),
  kind: fc.constantFrom('submit', 'withdraw', 'submitBlocked', 'submitDiscontinued'),
});

/** Pushes as the engine does: again after each fault, until it goes through. Returns how often it was tried. */
async function pushUntilDone(device: Device, transport: FaultyTransport): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    try {
      await pushCommands(device.outbox, transport, never);
      return tries;
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
    }
  }
}

it('the outbox has every command decided exactly once, in order, whatever befalls its pushes (laws 1 and 6)', async () => {
  const schedules = fc.array(fc.constantFrom(...FAULTS), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(fc.array(moves, { minLength: 1, maxLength: 12 }), schedules, async (made, calls) => {
      await using device = await Device.open({ storage: getRxStorageMemory() });
      const server = new FakeServer();
      const transport = new FaultyTransport(server.connect(device.session), { calls });
      const ids: string[] = [];
      for (const [index, { request, kind }] of made.entries()) {
        const requestId = testId(0xa0 + request);
        const customerId = kind === 'submitBlocked' ? BROKE.id : ACME.id;
        const productId = kind === 'submitDiscontinued' ? OLD_PLANE.id : DRILL.id;
        const wish = submission(requestId, { discountBp: 1_500, customerId, productId });
        const command = kind === 'withdraw' ? withdrawal(requestId) : wish;
        ids.push((await device.outbox.submit(command)).id);
        // Some are sent on the way, some wait for the others.
        if (index % 3 === 2) await pushCommands(device.outbox, transport, never).catch(() => undefined);
      }
      await pushUntilDone(device, transport);

      expect(server.decided).toEqual(ids);
      const entries = await device.outbox.entries();
      expect(entries.map(({ outcome }) => outcome)).toEqual(ids.map((id) => server.outcomeOf(id)));
      expect(entries.map(({ state }) => state)).toEqual(ids.map((id) => server.outcomeOf(id)?.status));
    }),
    { numRuns: 60 },
  );
}, 30_000);

it('the outbox gets one outcome for a command whose reply was lost a thousand times', async () => {
  await using device = await Device.open({ storage: getRxStorageMemory() });
  const server = new FakeServer();
  const { id } = await device.outbox.submit(submission(testId(0xa1)));
  const calls = Array.from({ length: 1_000 }, () => 'replyLost' as const);
  await expect(pushUntilDone(device, new FaultyTransport(server.connect(device.session), { calls }))).resolves.toBe(
    1_001,
  );
  expect(server.decided).toEqual([id]);
  expect(server.store.get('requests', testId(0xa1))?.steps).toHaveLength(2);
});
