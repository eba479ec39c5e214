import '../testing/browser-globals.ts';
import { CONTRACT_DIGEST } from '@marginiq/contract/contract-digest';
import { aRequest } from '@marginiq/domain/testing/fixtures';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { describe, expect, it } from 'vitest';
import { ACME, BROKE, SAM } from '../testing/company.ts';
import { physicalName, rawRows, writeRawRow } from '../testing/damage.ts';
import { Device } from '../testing/device.ts';
import { RunningEngine } from '../testing/engine.ts';
import { FakeServer } from '../testing/fake-server.ts';

type Content = { contract?: string; customers: Record<string, unknown>[] };

/** The pages of a device as a program of another contract would have left them. */
async function rewritePages({ name }: Device, change: (content: Content) => void): Promise<void> {
  const store = physicalName(name, 'pages');
  for (const row of await rawRows(store)) {
    if (row.upserts === '') continue;
    const content = JSON.parse(row.upserts as string) as Content;
    content.contract = 'of another version';
    change(content);
    await writeRawRow(store, { ...row, upserts: JSON.stringify(content) });
  }
}

async function contracts({ name }: Device): Promise<unknown[]> {
  const rows = await rawRows(physicalName(name, 'pages'));
  const contents = rows.flatMap(({ upserts }) => (upserts === '' ? [] : [JSON.parse(upserts as string) as Content]));
  return contents.map(({ contract }) => contract);
}

/** Everything that the server shows, pulled; then the program ends. */
async function synced(server: FakeServer, name: string): Promise<Device> {
  const device = await Device.open({ name });
  await using running = RunningEngine.start(device, server.connect(device.session));
  await running.reaches('synced');
  return device;
}

function counting(server: FakeServer) {
  const { store } = server;
  const original = store.pull.bind(store);
  const count = { fromTheBeginning: 0 };
  store.pull = (actor, given, pageSize) => {
    if (given === null) count.fromTheBeginning += 1;
    return original(actor, given, pageSize);
  };
  return count;
}

describe('pages that another version of the program wrote', () => {
  it('pages that another version of the program wrote are read again by this one’s contract, and pulled again, once: what it did not know is not in them', async () => {
    const server = new FakeServer();
    await using device = await synced(server, 'marginiq-other-fits');
    expect(new Set(await contracts(device))).toEqual(new Set([CONTRACT_DIGEST]));
    const before = await device.pulled();
    await rewritePages(device, ({ customers }) => {
      for (const one of customers) one.fieldOfAnotherVersion = 'not ours';
    });
    await device.reopen();
    expect(await device.pulled()).toEqual(before);
    expect(device.replica.setAside).toEqual([]);
    const count = counting(server);
    const sync = async () => {
      await using running = RunningEngine.start(device, server.connect(device.session));
      await running.reaches('synced');
    };
    await sync();
    expect(await device.pulled()).toEqual(before);
    expect(new Set(await contracts(device))).toEqual(new Set([CONTRACT_DIGEST]));
    expect(count.fromTheBeginning).toBe(1);
    await device.reopen();
    await sync();
    expect(count.fromTheBeginning).toBe(1);
  });

  it('pages that another version of the program wrote are shown without what this one cannot read, which is pulled again, once', async () => {
    const server = new FakeServer();
    await using device = await synced(server, 'marginiq-other-misfits');
    await rewritePages(device, ({ customers }) => {
      for (const one of customers) if (one.id === ACME.id) one.class = undefined;
    });
    await device.reopen();
    const shown = () => device.replica.list('customers').map(({ id }) => id);
    expect(shown()).toContain(BROKE.id);
    expect(shown()).not.toContain(ACME.id);
    const count = counting(server);
    const sync = async () => {
      await using running = RunningEngine.start(device, server.connect(device.session));
      await running.reaches('synced');
    };
    await sync();
    expect(await device.pulled()).toEqual(server.store.visibleTo(device.actor));
    expect(count.fromTheBeginning).toBe(1);
    await device.reopen();
    await sync();
    expect(count.fromTheBeginning).toBe(1);
  });

  it.each<[string, (content: Content) => unknown]>([
    ['lack a collection', ({ customers: _, ...rest }) => rest],
    ['keep a collection in another way', (content) => ({ ...content, customers: { byId: {} } })],
    ['keep what was set aside in another way', (content) => ({ ...content, setAside: 'elsewhere' })],
    ['hold something that is no document', (content) => ({ ...content, customers: [null, 7] })],
    ['are no object', () => null],
  ])('pages that %s still open, and their content comes again', async (_what, remade) => {
    const server = new FakeServer();
    await using device = await synced(server, `marginiq-other-shape-${_what.replaceAll(' ', '-')}`);
    const store = physicalName(device.name, 'pages');
    for (const row of await rawRows(store)) {
      if (row.upserts === '') continue;
      const content = { ...(JSON.parse(row.upserts as string) as Content), contract: 'of another version' };
      await writeRawRow(store, { ...row, upserts: JSON.stringify(remade(content)) });
    }
    await device.reopen();
    await using running = RunningEngine.start(device, server.connect(device.session));
    await running.reaches('synced');
    expect(await device.pulled()).toEqual(server.store.visibleTo(device.actor));
  });
});

it('a value of a later version is kept as it came, over a restart too, and stops nothing else', async () => {
  await using device = await Device.open({ storage: getRxStorageMemory() });
  const server = new FakeServer();
  const own = { ...aRequest(), ownerId: SAM.id, teamId: SAM.teamId };
  const request = server.store.put('requests', { ...own, status: 'escalated' as never });
  await using running = RunningEngine.start(device, server.connect(device.session));
  await running.reaches('synced');
  expect(device.replica.setAside).toEqual([]);
  expect(device.replica.list('requests')).toEqual([request]);
  await device.loseMemory();
  expect(device.replica.list('requests').map(({ status }) => status)).toEqual(['escalated']);
});
