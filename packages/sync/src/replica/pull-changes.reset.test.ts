import '../testing/browser-globals.ts';
import fc from 'fast-check';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { describe, expect, it } from 'vitest';
import { readLocalRow, readLocalState, writeLocalRow, writeLocalState } from '../database/local-state.ts';
import type { SyncTransport } from '../engine/transport.ts';
import { ACME, ADA, actorOf, DRILL, MAX, SAM, SAW } from '../testing/company.ts';
import { Device, submission } from '../testing/device.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { testId } from '../testing/ids.ts';
import { storageWith } from '../testing/storage.ts';
import { pullChanges } from './pull-changes.ts';

const never = new AbortController().signal;
const pull = (device: Device, transport: SyncTransport) =>
  pullChanges(device.replica, transport, { signal: never, onProgress: () => undefined });

/** A server whose backup lacks a product that the device has, and has one that the device saw removed. */
function withBackup(): { server: FakeServer; afterBackup: () => void; restore: (epoch?: string) => void } {
  const server = new FakeServer();
  const backup = server.backup();
  const afterBackup = () => {
    server.store.put('products', { ...SAW, id: testId(0x3f), name: 'Sander' });
    server.store.remove('products', DRILL.id);
  };
  return { server, afterBackup, restore: (epoch) => server.restore(backup, epoch) };
}

describe('after a reset', () => {
  it('a device after a reset holds exactly what the restored server has, and still what is its own (FAULTS 8)', async () => {
    await using device = await Device.open({ storage: getRxStorageMemory() });
    const { server, afterBackup, restore } = withBackup();
    afterBackup();
    const transport = server.connect(device.session);
    await pull(device, transport);
    const command = await device.outbox.submit(submission(testId(0xa1)));
    await writeLocalRow(device.database, 'draft:new', { justification: 'unsent' });
    await writeLocalState(device.database, 'device', { nextDeviceSeq: 7 });

    restore('restored');
    await pull(device, transport);
    expect(await device.pulled()).toEqual(server.store.visibleTo(device.actor));
    expect(await readLocalRow(device.database, 'draft:new')).toEqual({ justification: 'unsent' });
    expect(await readLocalState(device.database, 'device')).toEqual({ nextDeviceSeq: 7 });
    expect(await device.outbox.waiting()).toEqual([command]);
  });

  it('a device after a reset does so too where the operator forgot to change the epoch', async () => {
    await using device = await Device.open({ storage: getRxStorageMemory() });
    const { server, afterBackup, restore } = withBackup();
    afterBackup();
    const transport = server.connect(device.session);
    await pull(device, transport);
    restore();
    await pull(device, transport);
    expect(await device.pulled()).toEqual(server.store.visibleTo(device.actor));
  });

  it('a reading that began from scratch starts over if the server moves past the old cursor under the old epoch', async () => {
    // Counted from the first page of the new reading on, which notes it: until then the device cannot know.
    let left: number | null = null;
    const storage = storageWith(() => {
      if (left === null) return;
      left -= 1;
      if (left < 0) throw new Error('killed');
    });
    await using device = await Device.open({ storage });
    const { server, afterBackup, restore } = withBackup();
    server.pageSize = 4;
    const transport = server.connect(device.session);
    // Until one gets through with all of its writes.
    let killed = true;
    for (let killAfter = 1; killed; killAfter += 1) {
      restore();
      afterBackup();
      left = null;
      await pull(device, transport);
      restore();
      left = killAfter;
      killed = await pull(device, transport).then(
        () => false,
        (error: Error) => error.message === 'killed',
      );
      if (!killed) expect(killAfter).toBeGreaterThan(3);
      left = null;
      await device.loseMemory();
      for (let n = 0; n < 5; n += 1) server.store.put('customers', { ...ACME, name: `Acme ${killAfter} ${n}` });
      await pull(device, transport);
      expect(await device.pulled(), `killed after ${killAfter} writes`).toEqual(server.store.visibleTo(device.actor));
    }
  });

  it('a device after a reset is finished by a later run, wherever it was interrupted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(20), { minLength: 1, maxLength: 3 }), async (kills) => {
        let left = Number.POSITIVE_INFINITY;
        const storage = storageWith(() => {
          left -= 1;
          if (left < 0) throw new Error('killed');
        });
        await using device = await Device.open({ storage });
        const { server, afterBackup, restore } = withBackup();
        server.pageSize = 4;
        afterBackup();
        const transport = server.connect(device.session);
        await pull(device, transport);
        await writeLocalRow(device.database, 'draft:new', { justification: 'unsent' });
        restore('restored');
        for (const kill of kills) {
          left = kill;
          await pull(device, transport).catch(() => undefined);
          await device.loseMemory();
        }
        left = Number.POSITIVE_INFINITY;
        await pull(device, transport);
        expect(await device.pulled()).toEqual(server.store.visibleTo(device.actor));
        expect(await readLocalRow(device.database, 'draft:new')).toEqual({ justification: 'unsent' });
      }),
      { numRuns: 15 },
    );
  }, 30_000);

  it('a device after a reset follows a role that was granted and taken away again, each time to the exact set', async () => {
    await using device = await Device.open({ storage: getRxStorageMemory(), person: SAM });
    const server = new FakeServer();
    for (const { role, teamId } of [SAM, ADA, MAX, SAM]) {
      const person = { ...SAM, role, teamId };
      server.store.put('reference', person);
      const actor = actorOf(person);
      await pull(device, server.connect({ actor, deviceId: device.deviceId }));
      expect(await device.pulled()).toEqual(server.store.visibleTo(actor));
    }
  });
});
