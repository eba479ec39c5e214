import '../testing/browser-globals.ts';
import { expect, it } from 'vitest';
import { Device, submission } from '../testing/device.ts';
import { RunningEngine } from '../testing/engine.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { testId } from '../testing/ids.ts';
import { storageWith } from '../testing/storage.ts';

it.each(['pages', 'local', 'commands'])(
  'a device that fills up in the middle of %s says so, loses no command, and continues once there is room (FAULTS 21)',
  async (collection) => {
    let full = false;
    const storage = storageWith((write) => {
      if (full && write.collection === collection) throw new DOMException('no room left', 'QuotaExceededError');
    });
    await using device = await Device.open({ storage });
    const server = new FakeServer();
    const command = await device.outbox.submit(submission(testId(0xa1)));
    full = true;
    await using running = RunningEngine.start(device, server.connect(device.session));
    const { fault, message } = await running.reaches('waiting');
    expect({ fault, message }).toEqual({ fault: 'storageFull', message: 'no room left' });
    expect((await device.outbox.entries()).map((entry) => entry.command.id)).toEqual([command.id]);

    full = false;
    await running.syncOnceMore();
    expect(server.decided).toEqual([command.id]);
    expect(await device.pulled()).toEqual(server.store.visibleTo(device.actor));
    expect(await device.outbox.waiting()).toEqual([]);
  },
);
