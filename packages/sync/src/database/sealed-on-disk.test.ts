import '../testing/browser-globals.ts';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { numberingDevice } from '../outbox/numbering-device.ts';
import { pushCommands } from '../outbox/push-commands.ts';
import { rescueOutbox } from '../outbox/rescue.ts';
import { NOTHING_HELD } from '../outbox/sealed-entries.ts';
import { pullChanges } from '../replica/pull-changes.ts';
import { physicalName, rawRows, writeRawRow } from '../testing/damage.ts';
import { Device, submission } from '../testing/device.ts';
import { onDisk } from '../testing/disk.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { testId } from '../testing/ids.ts';
import { append, closedRequest, customer, names } from '../testing/pages.ts';
import { testSealer } from '../testing/sealers.ts';
import { storageOfWindow, storageWith } from '../testing/storage.ts';
import { readLocalRow, writeLocalRow } from './local-state.ts';
import { repairLocalDatabase } from './repair.ts';
import { byDeviceSeq } from './row.ts';
import { plainSealer, type Sealer } from './sealer.ts';

const never = { signal: new AbortController().signal };
const [OWN, OTHER] = [testSealer(1), testSealer(2)];
const SECRETS = ['Secret customer', 'Secret reason', 'Secret draft'];

async function filled(sealer: Sealer, name?: string): Promise<Device> {
  const device = await Device.open({ sealer, ...(name === undefined ? {} : { name }) });
  await append(device.replica, 2, [customer(1, 1, 'Secret customer'), customer(2, 2)]);
  await device.outbox.submit(submission(testId(0xa1), { justification: 'Secret reason' }));
  await device.outbox.submit(submission(testId(0xa2), { justification: 'Secret reason' }));
  await writeLocalRow(device.database, 'draft:new', { justification: 'Secret draft' });
  return device;
}

const secretsOnDisk = async (device: Device) => {
  const disk = await onDisk(device.name);
  return SECRETS.filter((secret) => disk.includes(secret));
};

const heldBy = ({ outbox }: Device) => firstValueFrom(outbox.held$);
const waitingIn = async ({ outbox }: Device) => (await outbox.waiting()).map(({ deviceSeq }) => deviceSeq);

const push = (device: Device, server: FakeServer) => pushCommands(device.outbox, server.connect(device.session), never);

describe('a sealed local database', () => {
  it('a sealed local database shows no customer, no reason and no draft on the disk, and reads them again after a restart', async () => {
    await using plain = await filled(plainSealer);
    expect(await secretsOnDisk(plain)).toEqual(SECRETS);
    await using device = await filled(OWN);
    expect(await secretsOnDisk(device)).toEqual([]);
    await device.reopen();
    expect(names(device.replica)).toContain('Secret customer');
    expect(device.replica.cursor).toMatchObject({ seq: 2 });
    expect(await waitingIn(device)).toEqual([1, 2]);
    expect(await readLocalRow(device.database, 'draft:new')).toEqual({ justification: 'Secret draft' });
  });

  it('without a key only what is used for look-ups is readable: ids, order, states, the numbering device', async () => {
    await using device = await filled(OWN);
    const rows = await rawRows(physicalName(device.name, 'commands'));
    expect(rows.map(({ order }) => order)).toEqual([byDeviceSeq(1), byDeviceSeq(2)]);
    expect(rows.map(({ entry }) => (entry as { state: string }).state)).toEqual(['waiting', 'waiting']);
    await device.reopen(plainSealer);
    expect(await numberingDevice(device.database, testId(0xff))).toBe(device.deviceId);
  });

  it('a sealed local database shows another window what this one writes, in order', async () => {
    await using first = await Device.open({ name: 'marginiq-sealed-windows', sealer: OWN });
    await using second = await Device.open({ name: first.name, sealer: OWN, storage: storageOfWindow(2) });
    for (let seq = 1; seq <= 5; seq += 1) await append(first.replica, seq, [customer(seq, seq, `Customer ${seq}`)]);
    await first.outbox.submit(submission(testId(0xa1)));
    await expect.poll(() => names(second.replica)).toHaveLength(5);
    await second.replica.catchUp();
    expect(second.replica.cursor).toMatchObject({ seq: 5 });
    await expect.poll(async () => (await second.outbox.entries()).length).toBe(1);
    await append(first.replica, 6, [], [1]);
    await expect.poll(() => names(second.replica)).toHaveLength(4);
    await second.pulled();
  });

  it('a sealed local database opens one record for one change, and shows none twice or out of order', async () => {
    let opened = 0;
    const counting: Sealer = {
      ...OWN,
      unseal: (text, place) => {
        if (place.startsWith('commands/')) opened += 1;
        return OWN.unseal(text, place);
      },
    };
    await using first = await Device.open({ name: 'marginiq-sealed-cache', sealer: OWN });
    await using second = await Device.open({ name: first.name, sealer: counting, storage: storageOfWindow(2) });
    const seen: number[][] = [];
    const watching = second.outbox.entries$.subscribe((entries) =>
      seen.push(entries.map(({ command }) => command.deviceSeq)),
    );
    for (let number = 1; number <= 20; number += 1) await first.outbox.submit(submission(testId(0x100 + number)));
    await expect.poll(() => seen.at(-1)?.length).toBe(20);
    watching.unsubscribe();
    expect(opened).toBe(20);
    for (const shown of seen) expect(shown).toEqual(shown.map((_, index) => index + 1));
    const lengths = seen.map((shown) => shown.length);
    expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
  });

  it('a sealed local database makes room in sealed pages too', async () => {
    let full = false;
    const storage = storageWith(({ collection }) => {
      if (full && collection === 'commands') {
        full = false;
        throw new DOMException('no room', 'QuotaExceededError');
      }
    });
    await using device = await Device.open({ sealer: OWN, storage });
    const changes = { upserts: [closedRequest(1)], removals: [] };
    const none = { upserts: [], removals: [] };
    await device.replica.append({
      changes: { requests: changes, customers: none, products: none, reference: none },
      cursor: { epoch: 'e~0', seq: 1 },
    });
    full = true;
    await device.outbox.submit(submission(testId(0xa1)));
    await device.replica.catchUp();
    expect(device.requests()).toEqual([]);
    expect(device.replica.cursor).toBeNull();
  });
});

describe('a local database that was written in the clear', () => {
  it('a local database that was written in the clear is sealed at its next opening with a key, with everything that it holds', async () => {
    await using device = await filled(plainSealer);
    await device.reopen(OWN);
    expect(await secretsOnDisk(device)).toEqual([]);
    expect(names(device.replica)).toContain('Secret customer');
    expect(device.replica.cursor).toMatchObject({ seq: 2 });
    expect(await waitingIn(device)).toEqual([1, 2]);
    expect(await readLocalRow(device.database, 'draft:new')).toEqual({ justification: 'Secret draft' });
    await append(device.replica, 3, [customer(3, 3)]);
    await device.pulled();
  });

  it('a local database that was written in the clear is sealed also if an earlier version wrote it, which knew no sealing', async () => {
    await using device = await filled(plainSealer);
    const entries = await device.outbox.entries();
    const [commands, local] = [physicalName(device.name, 'commands'), physicalName(device.name, 'local')];
    await device.database.close();
    for (const row of await rawRows(commands)) {
      await writeRawRow(commands, { ...row, entry: entries.find(({ command }) => command.id === row.id) });
    }
    for (const row of (await rawRows(local)).filter(({ id }) => id === 'draft:new')) {
      await writeRawRow(local, { ...row, doc: { justification: 'Secret draft' } });
    }
    expect(await secretsOnDisk(device)).toEqual(SECRETS);
    await using again = await Device.open({ name: device.name, sealer: OWN });
    expect(await again.outbox.entries()).toEqual(entries);
    expect(await readLocalRow(again.database, 'draft:new')).toEqual({ justification: 'Secret draft' });
    expect(await secretsOnDisk(again)).toEqual([]);
  });

  it.each([0, 1, 2, 3])(
    'a local database that was written in the clear loses nothing when it is killed after %i writes of its sealing',
    async (writes) => {
      await using device = await filled(plainSealer);
      await device.database.close();
      let left = writes;
      const dying = storageWith(({ collection }) => {
        if (!['commands', 'local', 'pages'].includes(collection)) return;
        left -= 1;
        if (left < 0) throw new Error('killed');
      });
      const killed = await Device.open({ name: device.name, sealer: OWN, storage: dying });
      await killed.database.close();
      await using again = await Device.open({ name: device.name, sealer: OWN });
      expect(names(again.replica)).toContain('Secret customer');
      expect(await waitingIn(again)).toEqual([1, 2]);
      expect(await readLocalRow(again.database, 'draft:new')).toEqual({ justification: 'Secret draft' });
      expect(await secretsOnDisk(again)).toEqual([]);
    },
  );
});

describe.each([
  ['another key', OTHER],
  ['no key', plainSealer],
])('a local database opened with %s', (_, wrong) => {
  it('a local database that is opened with another key or none drops its pages and pulls them again', async () => {
    const server = new FakeServer();
    await using device = await Device.open({ sealer: OWN });
    const pull = () =>
      pullChanges(device.replica, server.connect(device.session), { ...never, onProgress: () => undefined });
    await pull();
    const before = names(device.replica);
    await device.reopen(wrong);
    expect(names(device.replica)).toEqual([]);
    expect(device.replica.cursor).toBeNull();
    await pull();
    expect(names(device.replica)).toEqual(before);
    await device.reopen();
    expect(names(device.replica)).toEqual(before);
    expect(device.replica.cursor).not.toBeNull();
    await device.pulled();
  });

  it('a local database that is opened with another key or none counts its commands as locked, sends nothing, and sends each once, in order, when the key is back', async () => {
    const server = new FakeServer();
    await using device = await filled(OWN);
    await device.reopen(wrong);
    expect(await device.outbox.entries()).toEqual([]);
    expect(await heldBy(device)).toEqual({ lockedWaiting: 2, lockedRefused: 0, damaged: 0 });
    expect(await device.outbox.waitingIds()).toHaveLength(2);
    // A command made in the meantime takes the next number, and waits behind them.
    expect((await device.outbox.submit(submission(testId(0xa3)))).deviceSeq).toBe(3);
    expect(await push(device, server)).toBe(false);
    expect(server.decided).toEqual([]);
    if (wrong !== plainSealer) return;
    await device.reopen(OWN);
    expect(await heldBy(device)).toEqual(NOTHING_HELD);
    const ids = (await device.outbox.waiting()).map(({ id }) => id);
    expect(await waitingIn(device)).toEqual([1, 2, 3]);
    await push(device, server);
    expect(server.decided).toEqual(ids);
  });

  it('a local database that is opened with another key or none is repaired with its locked commands, which open when the key is back', async () => {
    await using device = await filled(OWN);
    const entries = await device.outbox.entries();
    await device.database.close();
    const rescued = await rescueOutbox(device.name, wrong);
    expect(rescued).toMatchObject({ entries: [], unreadable: [], found: true });
    expect(rescued.locked).toHaveLength(2);
    expect((await rescueOutbox(device.name, OWN)).entries).toEqual(entries);
    const { deviceId, now, newId, exclusively } = device;
    const outbox = { deviceId, now, newId, exclusively };
    const save = async () => 'saved' as const;
    const repaired = await repairLocalDatabase(device.name, { outbox, save, acceptUnknown: false, sealer: wrong });
    expect(repaired).toBe(2);
    await using again = await Device.open({ name: device.name, sealer: OWN });
    expect(await again.outbox.entries()).toEqual(entries);
  });
});

describe('one damaged record', () => {
  it('one damaged record is set aside and counted if it is a command, never deleted, and those behind it are sent', async () => {
    const server = new FakeServer();
    await using device = await filled(OWN);
    await push(device, server);
    await device.outbox.submit(submission(testId(0xa3)));
    await device.outbox.submit(submission(testId(0xa4)));
    await device.database.close();
    const store = physicalName(device.name, 'commands');
    const [row] = (await rawRows(store)).filter(({ order }) => order === byDeviceSeq(3));
    const entry = row?.entry as { sealed: string };
    await writeRawRow(store, { ...row, entry: { ...entry, sealed: `${entry.sealed.slice(0, -9)}123456789` } });
    await using again = await Device.open({ name: device.name, sealer: OWN, newId: device.newId });
    expect(await heldBy(again)).toEqual({ ...NOTHING_HELD, damaged: 1 });
    expect(await waitingIn(again)).toEqual([4]);
    await push(again, server);
    expect(server.decided).toHaveLength(3);
    expect(await heldBy(again)).toEqual({ ...NOTHING_HELD, damaged: 1 });
    expect((await rawRows(store)).map(({ id }) => id)).toContain(row?.id);
  });

  it('one damaged record cannot be put in the place of another', async () => {
    await using device = await filled(OWN);
    await device.database.close();
    const store = physicalName(device.name, 'commands');
    const [first, second] = await rawRows(store);
    await writeRawRow(store, { ...first, entry: second?.entry });
    await using again = await Device.open({ name: device.name, sealer: OWN });
    expect(await heldBy(again)).toEqual({ ...NOTHING_HELD, damaged: 1 });
  });

  it('one damaged record makes everything come again if it is a page', async () => {
    await using device = await filled(OWN);
    await append(device.replica, 3, [customer(3, 3, 'On another page')]);
    await device.database.close();
    const store = physicalName(device.name, 'pages');
    const [page] = await rawRows(store);
    await writeRawRow(store, { ...page, upserts: `${String(page?.upserts).slice(0, -9)}123456789` });
    await using again = await Device.open({ name: device.name, sealer: OWN });
    expect(names(again.replica)).toEqual(['On another page']);
    expect(again.replica.cursor).toBeNull();
  });
});
