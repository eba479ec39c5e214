import '../testing/browser-globals.ts';
import { describe, expect, it } from 'vitest';
import { Device } from '../testing/device.ts';
import { testSealer } from '../testing/sealers.ts';
import { storageOfWindow, storageWith } from '../testing/storage.ts';
import {
  localRowKeys,
  localRowsChanged$,
  readLocalRow,
  readLocalState,
  removeLocalRow,
  writeLocalRow,
  writeLocalState,
} from './local-state.ts';

describe('local state', () => {
  it('local state is there after a restart, and gone once it was removed', async () => {
    await using device = await Device.open();
    await writeLocalRow(device.database, 'draft:new', { justification: 'half a sen' });
    await writeLocalRow(device.database, 'draft:new', { justification: 'half a sentence' });
    await device.reopen();
    expect(await readLocalRow(device.database, 'draft:new')).toEqual({ justification: 'half a sentence' });
    await removeLocalRow(device.database, 'draft:new');
    expect(await readLocalRow(device.database, 'draft:new')).toBeNull();
    await expect(removeLocalRow(device.database, 'draft:new')).resolves.toBeUndefined();
  });

  it('local state is read as it was last written, even if nobody waited for the write', async () => {
    await using device = await Device.open({ sealer: testSealer(1) });
    const texts = Array.from({ length: 20 }, (_, length) => 'x'.repeat((20 - length) * 500));
    const writing = texts.map((text) => writeLocalRow(device.database, 'decision:a', { text }));
    expect(await readLocalRow(device.database, 'decision:a')).toEqual({ text: texts.at(-1) });
    const removing = removeLocalRow(device.database, 'decision:a');
    expect(await readLocalRow(device.database, 'decision:a')).toBeNull();
    await Promise.all([...writing, removing]);
  });

  it('local state names the rows of one kind, and tells when one of them changes', async () => {
    await using device = await Device.open();
    let told = 0;
    const subscription = localRowsChanged$(device.database, 'draft:').subscribe(() => {
      told += 1;
    });
    await expect.poll(() => told).toBe(1);
    for (const key of ['draft:a', 'draft:b', 'drafty', 'decision:a'])
      await writeLocalRow(device.database, key, { key });
    expect(await localRowKeys(device.database, 'draft:')).toEqual(['draft:a', 'draft:b']);
    await removeLocalRow(device.database, 'draft:a');
    expect(await localRowKeys(device.database, 'draft:')).toEqual(['draft:b']);
    await expect.poll(() => told).toBeGreaterThan(1);
    const before = told;
    await writeLocalRow(device.database, 'draft:b', { key: 'changed' });
    await expect.poll(() => told).toBeGreaterThan(before);
    subscription.unsubscribe();
  });

  it('local state can be written again after a write has failed, as when the device was full for a while', async () => {
    let full = false;
    const storage = storageWith(() => {
      if (full) throw new DOMException('no room', 'QuotaExceededError');
    });
    await using device = await Device.open({ storage });
    await writeLocalState(device.database, 'device', { nextDeviceSeq: 1 });
    full = true;
    await expect(writeLocalState(device.database, 'device', { nextDeviceSeq: 2 })).rejects.toThrow('no room');
    full = false;
    await writeLocalState(device.database, 'device', { nextDeviceSeq: 3 });
    expect(await readLocalState(device.database, 'device')).toEqual({ nextDeviceSeq: 3 });
  });

  it('local state shows a window at once what another one has written', async () => {
    await using first = await Device.open({ name: 'marginiq-state-windows' });
    await using second = await Device.open({ name: first.name, storage: storageOfWindow(2) });
    for (let nextDeviceSeq = 1; nextDeviceSeq <= 5; nextDeviceSeq += 1) {
      await writeLocalState(first.database, 'device', { nextDeviceSeq });
      expect(await readLocalState(second.database, 'device')).toEqual({ nextDeviceSeq });
    }
  });

  it('local state is gone if a window removes what another one has just written', async () => {
    await using first = await Device.open({ name: 'marginiq-state-removed' });
    const storage = storageOfWindow(2, { deaf: true });
    await using second = await Device.open({ name: first.name, storage });
    expect(await localRowKeys(second.database, 'draft:')).toEqual([]);
    await removeLocalRow(second.database, 'draft:a');
    await writeLocalRow(first.database, 'draft:a', { justification: 'Half' });
    await removeLocalRow(second.database, 'draft:a');
    expect(await readLocalRow(first.database, 'draft:a')).toBeNull();
  });

  it('local state is gone even if another window writes it again between the look and the removal', async () => {
    await using other = await Device.open({ name: 'marginiq-state-overtaken' });
    let overtake: () => Promise<void> = async () => undefined;
    const inner = storageOfWindow(2);
    const storage: typeof inner = {
      ...inner,
      createStorageInstance: async (params) => {
        const instance = await inner.createStorageInstance(params);
        const write = instance.bulkWrite.bind(instance);
        instance.bulkWrite = async (rows, context) => {
          const first = overtake;
          overtake = async () => undefined;
          await first();
          return write(rows, context);
        };
        return instance;
      },
    };
    await using device = await Device.open({ name: other.name, storage });
    await writeLocalRow(other.database, 'draft:a', { justification: 'Half' });
    overtake = () => writeLocalRow(other.database, 'draft:a', { justification: 'Half a sen' });
    await removeLocalRow(device.database, 'draft:a');
    expect(await readLocalRow(other.database, 'draft:a')).toBeNull();
  });

  it('local state can be removed after that has failed, as when the device was full for a while', async () => {
    let full = false;
    const storage = storageWith(() => {
      if (full) throw new DOMException('no room', 'QuotaExceededError');
    });
    await using device = await Device.open({ storage });
    await writeLocalRow(device.database, 'draft:a', { justification: 'Half' });
    full = true;
    await expect(removeLocalRow(device.database, 'draft:a')).rejects.toThrow('no room');
    full = false;
    await removeLocalRow(device.database, 'draft:a');
    expect(await readLocalRow(device.database, 'draft:a')).toBeNull();
  });

  it('local state replaces what cannot be read', async () => {
    await using device = await Device.open();
    await writeLocalRow(device.database, 'device', { nextDeviceSeq: 'many' });
    expect(await readLocalState(device.database, 'device')).toBeNull();
  });
});
