import '../testing/browser-globals.ts';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { BROKE } from '../testing/company.ts';
import { physicalName, rawRows, writeRawRow } from '../testing/damage.ts';
import { Device, submission } from '../testing/device.ts';
import { RunningEngine } from '../testing/engine.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { testId } from '../testing/ids.ts';
import { testSealer } from '../testing/sealers.ts';
import { storageOfWindow } from '../testing/storage.ts';
import { discardHeld, heldRows } from './discard-held.ts';
import { pushCommands } from './push-commands.ts';
import { type HeldBack, NOTHING_HELD } from './sealed-entries.ts';

const never = { signal: new AbortController().signal };
const [LOST, OWN] = [testSealer(1), testSealer(2)];
const KINDS: (keyof HeldBack)[] = ['lockedWaiting', 'lockedRefused', 'damaged'];

const heldBy = ({ outbox }: Device) => firstValueFrom(outbox.held$);

/** A device that holds one command of each kind that cannot be read, an accepted one that is locked, and one that can be read. */
async function heldDevice() {
  const server = new FakeServer();
  const device = await Device.open({ sealer: LOST });
  const push = () => pushCommands(device.outbox, server.connect(device.session), never);
  await device.outbox.submit(submission(testId(0xa1)));
  await device.outbox.submit(submission(testId(0xa2), { customerId: BROKE.id }));
  await push();
  await device.outbox.submit(submission(testId(0xa3)));
  await device.outbox.submit(submission(testId(0xa4)));
  const ids = (await device.outbox.entries()).map(({ command }) => command.id);
  await device.database.close();
  const store = physicalName(device.name, 'commands');
  const last = (await rawRows(store)).find(({ id }) => id === ids[3]);
  await writeRawRow(store, { ...last, entry: { state: 'waiting', command: { id: 'another' } } });
  const again = await Device.open({ name: device.name, sealer: OWN, newId: device.newId });
  await again.outbox.submit(submission(testId(0xa5)));
  return { device: again, server, ids };
}

describe('commands that cannot be read', () => {
  it('commands that cannot be read are discarded by their kind, and nothing else with them', async () => {
    const { device } = await heldDevice();
    await using _ = device;
    const held = { lockedWaiting: 1, lockedRefused: 1, damaged: 1 };
    expect(await heldBy(device)).toEqual(held);
    const accepted = await device.outbox.idsIn('accepted');
    expect(accepted).toHaveLength(1);
    for (const kind of KINDS) {
      expect(await discardHeld(device.database, await heldRows(device.database, kind))).toBe(1);
      held[kind] = 0;
      expect(await heldBy(device)).toEqual(held);
    }
    expect(await device.outbox.idsIn('accepted')).toEqual(accepted);
    expect(await device.outbox.waiting()).toHaveLength(1);
  });

  it('no longer keep later ones from being sent once they are discarded', async () => {
    const { device, server } = await heldDevice();
    await using _ = device;
    const before = server.decided.length;
    await using running = RunningEngine.start(device, server.connect(device.session));
    await running.syncOnceMore();
    expect(server.decided).toHaveLength(before);
    await discardHeld(device.database, await heldRows(device.database, 'lockedWaiting'));
    await running.syncOnceMore();
    expect(server.decided).toHaveLength(before + 1);
    expect(await heldBy(device)).toEqual({ lockedWaiting: 0, lockedRefused: 1, damaged: 1 });
  });

  it('commands that cannot be read are read back from their copy with their key, as they were', async () => {
    await using device = await Device.open({ sealer: LOST });
    await device.outbox.submit(submission(testId(0xa1)));
    const entries = await device.outbox.entries();
    await device.reopen(OWN);
    const rows = await heldRows(device.database, 'lockedWaiting');
    const copy = JSON.parse(JSON.stringify(rows)) as unknown[];
    await discardHeld(device.database, rows);
    expect(await heldBy(device)).toEqual(NOTHING_HELD);
    await device.reopen(LOST);
    await device.outbox.restore(copy);
    expect(await device.outbox.entries()).toEqual(entries);
  });

  it('commands that cannot be read stay if another window, which has their key, has sent them since they were saved', async () => {
    const server = new FakeServer();
    await using device = await Device.open({ name: 'marginiq-discard-windows', sealer: LOST });
    await device.outbox.submit(submission(testId(0xa1)));
    await device.reopen(OWN);
    const rows = await heldRows(device.database, 'lockedWaiting');
    expect(rows).toHaveLength(1);
    {
      await using other = await Device.open({ name: device.name, sealer: LOST, storage: storageOfWindow(2) });
      await pushCommands(other.outbox, server.connect(other.session), never);
    }
    expect(await discardHeld(device.database, rows)).toBe(0);
    expect(await device.outbox.idsIn('accepted')).toHaveLength(1);
  });
});
