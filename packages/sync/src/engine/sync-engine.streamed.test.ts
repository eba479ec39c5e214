import '../testing/browser-globals.ts';
import { viewOf } from '@marginiq/contract/cursor';
import type { StreamItem } from '@marginiq/contract/stream';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { filter, firstValueFrom } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { ACME } from '../testing/company.ts';
import { Device } from '../testing/device.ts';
import { RunningEngine } from '../testing/engine.ts';
import { FakeServer } from '../testing/fake-server.ts';

const NAME = 'Acme & Daughters';

async function world() {
  const device = await Device.open({ storage: getRxStorageMemory() });
  const server = new FakeServer();
  const running = RunningEngine.start(device, server.connect(device.session));
  await running.until(({ live, phase }) => live && phase === 'synced');
  await running.syncOnceMore();
  const cursor = device.replica.cursor;
  if (cursor === null) throw new Error('nothing was pulled');
  const change = () => {
    const document = server.store.put('customers', { ...ACME, name: NAME });
    const page = { view: viewOf(cursor.epoch), after: cursor.seq, seq: server.store.seq };
    const changes = { upserts: [document], removals: [] };
    const none = { upserts: [], removals: [] };
    return {
      seq: page.seq,
      page: { ...page, changes: { customers: changes, requests: none, products: none, reference: none } },
    };
  };
  const arrives = () =>
    firstValueFrom(device.replica.list$('customers').pipe(filter((all) => all.some(({ name }) => name === NAME))));
  return {
    device,
    server,
    running,
    change,
    arrives,
    [Symbol.asyncDispose]: async () => {
      await running[Symbol.asyncDispose]();
      await device[Symbol.asyncDispose]();
    },
  };
}

describe('a small change that the stream brings', () => {
  it('a small change that the stream brings is there without a pull where it follows the cursor, and moves it', async () => {
    await using test = await world();
    const { device, server, change, arrives } = test;
    const [item, pulls] = [change(), server.pulls];
    server.tell(item);
    await arrives();
    expect(server.pulls).toBe(pulls);
    // The cursor moves once it is written.
    await vi.waitFor(async () => expect(device.replica.cursor?.seq).toBe(item.seq));
    // Told again, as a stream may do after it was cut, it changes nothing.
    server.tell(item);
    await test.running.syncOnceMore();
    expect(await device.pulled()).toEqual(server.store.visibleTo(device.actor));
  });

  const WRONG: Record<string, (item: StreamItem) => StreamItem> = {
    'something lies between': (item) => ({ ...item, page: item.page && { ...item.page, after: item.page.after + 1 } }),
    'it is of another view': (item) => ({ ...item, page: item.page && { ...item.page, view: 'another' } }),
    'it is too large to be carried': (item) => ({ ...item, page: null }),
  };
  it.each(Object.keys(WRONG))('a small change that the stream brings is pulled where %s', async (why) => {
    await using test = await world();
    const { device, server, change, arrives } = test;
    const [item, pulls] = [change(), server.pulls];
    server.tell(WRONG[why]?.(item) ?? item);
    await arrives();
    expect(server.pulls).toBeGreaterThan(pulls);
    // It is shown while it is written; the cursor moves once it is.
    await vi.waitFor(() => expect(device.replica.cursor?.seq).toBe(item.seq));
    expect(await device.pulled()).toEqual(server.store.visibleTo(device.actor));
  });
});
