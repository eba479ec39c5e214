import '../testing/browser-globals.ts';
import type { CommandEnvelope } from '@marginiq/contract/command';
import { MAX_PUSH_BYTES, MAX_PUSH_COMMANDS, type PushInput } from '@marginiq/contract/push';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { describe, expect, it } from 'vitest';
import { LeaseLostError } from '../engine/lease-store.ts';
import { type SyncTransport, TransportError } from '../engine/transport.ts';
import { BROKE } from '../testing/company.ts';
import { Device, submission } from '../testing/device.ts';
import { FakeServer, oneTurn } from '../testing/fake-server.ts';
import { testId } from '../testing/ids.ts';
import type { OutboxEntry } from './outbox-entry.ts';
import { cutBatch, pushCommands } from './push-commands.ts';

const never = { signal: new AbortController().signal };
const openDevice = () => Device.open({ storage: getRxStorageMemory() });

/** Commands as a week without a network leaves them, put into the outbox in one go. */
function madeOffline(device: Device, count: number, justification = 'Good customer'): OutboxEntry[] {
  return Array.from({ length: count }, (_, n) => ({
    state: 'waiting',
    outcome: null,
    command: {
      ...submission(testId(0x1000000 + n), { justification }),
      id: testId(0x2000000 + n),
      deviceId: device.deviceId,
      deviceSeq: n + 1,
      madeAt: '2026-02-01T08:00:00.000Z',
    },
  }));
}

/** The transport, and what each push that went over it carried. */
function recorded(transport: SyncTransport): { transport: SyncTransport; inputs: PushInput[] } {
  const inputs: PushInput[] = [];
  const push: SyncTransport['push'] = (input, signal) => {
    inputs.push(input);
    return transport.push(input, signal);
  };
  return { transport: { ...transport, push }, inputs };
}

const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).length;

describe('pushCommands', () => {
  it('pushCommands sends what two devices numbered in turn as this one, which the session is of: they are known by their ids', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    const [earlier, later] = madeOffline(device, 2);
    if (earlier === undefined || later === undefined) throw new Error('nothing was made');
    await device.outbox.restore([{ ...earlier, command: { ...earlier.command, deviceId: testId(0xd9) } }, later]);
    const { transport, inputs } = recorded(server.connect(device.session));
    await pushCommands(device.outbox, transport, never);
    const sent = inputs.flatMap(({ commands }) => commands);
    expect(new Set(sent.map(({ deviceId }) => deviceId))).toEqual(new Set([device.deviceId]));
    expect(sent.map(({ id }) => id)).toEqual([earlier.command.id, later.command.id]);
    expect(await device.outbox.waiting()).toEqual([]);
  });

  it('pushCommands drains 5,000 commands made offline in a bounded number of pushes, in order, each once', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    const entries = madeOffline(device, 5_000);
    await device.outbox.restore(entries);
    await expect(pushCommands(device.outbox, server.connect(device.session), never)).resolves.toBe(true);
    expect(server.decided).toEqual(entries.map(({ command }) => command.id));
    expect(await device.outbox.waiting()).toEqual([]);
    expect(Math.max(...server.pushes)).toBeLessThanOrEqual(MAX_PUSH_COMMANDS);
    expect(server.pushes.length).toBeLessThanOrEqual(5_000 / MAX_PUSH_COMMANDS + 1);
  }, 60_000);

  it('pushCommands keeps every push below the limit in bytes, whatever script people write in', async () => {
    await using device = await openDevice();
    const { transport, inputs } = recorded(new FakeServer().connect(device.session));
    await device.outbox.restore(madeOffline(device, 300, '\u{20AC}'.repeat(2_000)));
    await pushCommands(device.outbox, transport, never);
    const sizes = inputs.map(bytesOf);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_PUSH_BYTES);
    expect(Math.max(...sizes)).toBeGreaterThan(MAX_PUSH_BYTES * 0.9);
    expect(await device.outbox.waiting()).toEqual([]);
  });

  it('pushCommands has 199 of 200 commands done and the forbidden one among them refused with its reason (FAULTS 14)', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    const entries = madeOffline(device, 200);
    const forbidden = entries[99];
    Object.assign(forbidden?.command.args as object, { customerId: BROKE.id });
    await device.outbox.restore(entries);
    await pushCommands(device.outbox, server.connect(device.session), never);
    const settled = await device.outbox.entries();
    expect(settled.filter(({ state }) => state === 'accepted')).toHaveLength(199);
    const refused = settled.filter(({ state }) => state === 'refused');
    expect(refused).toMatchObject([
      { command: { id: forbidden?.command.id }, outcome: { refusal: { code: 'customerBlocked' } } },
    ]);
    expect(server.store.all('requests').size).toBe(199);
  });

  it('pushCommands sends nothing where nothing waits', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    await expect(pushCommands(device.outbox, server.connect(device.session), never)).resolves.toBe(false);
    expect(server.pushes).toEqual([]);
  });

  it('pushCommands halves what a server or a proxy finds too large, until it fits', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    const entries = madeOffline(device, 60);
    server.maxPushBytes = bytesOf({ commands: entries.slice(0, 10) });
    await device.outbox.restore(entries);
    await pushCommands(device.outbox, server.connect(device.session), never);
    expect(server.decided).toEqual(entries.map(({ command }) => command.id));
    expect(server.pushes.length).toBeLessThan(entries.length / 2);
  });

  it('pushCommands refuses a single command that the server cannot read, and sends those in front of it and behind it', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    const transport = server.connect(device.session);
    await device.outbox.submit(submission(testId(0xa1)));
    const unreadable = await device.outbox.submit(submission(testId(0xa2)));
    await device.outbox.submit(submission(testId(0xa3)));
    const picky: SyncTransport = {
      ...transport,
      pull: transport.pull.bind(transport),
      stream: transport.stream.bind(transport),
      push: async (input, signal) => {
        if (input.commands.some(({ id }) => id === unreadable.id)) throw new TransportError('rejected', 'bad request');
        return transport.push(input, signal);
      },
    };
    await pushCommands(device.outbox, picky, never);
    const refused = (await device.outbox.entries()).filter(({ state }) => state === 'refused');
    expect(refused.map(({ command }) => command.id)).toEqual([unreadable.id]);
    expect([...server.store.all('requests').keys()]).toEqual([testId(0xa1), testId(0xa3)]);
  });

  it('pushCommands refuses a single command that is too large, visibly, and sends those behind it', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    server.maxPushBytes = 2_500;
    const told: string[] = [];
    device.outbox.settled$.subscribe(({ commandId, status }) => told.push(`${commandId} ${status}`));
    await device.outbox.submit(submission(testId(0xa1)));
    const large = await device.outbox.submit(submission(testId(0xa2), { justification: 'x'.repeat(2_000) }));
    await device.outbox.submit(submission(testId(0xa3)));
    await device.outbox.submit(submission(testId(0xa4)));
    await pushCommands(device.outbox, server.connect(device.session), never);
    const entries = await device.outbox.entries();
    const states = new Map(entries.map(({ command, state }) => [command.id, state]));
    expect(states.get(large.id)).toBe('refused');
    expect(told).toContain(`${large.id} refused`);
    expect([...states.values()].filter((state) => state === 'accepted')).toHaveLength(3);
    const refused = entries.find(({ command }) => command.id === large.id);
    expect(refused?.outcome).toMatchObject({ status: 'refused', refusal: { code: 'invalidCommand' } });
    expect([...server.store.all('requests').keys()]).toEqual([testId(0xa1), testId(0xa3), testId(0xa4)]);
  });

  it('pushCommands gives up for now on a server that takes nothing, or answers nonsense', async () => {
    await using device = await openDevice();
    const server = new FakeServer().connect(device.session);
    const command = await device.outbox.submit(submission(testId(0xa1)));
    for (const reply of [{ outcomes: [], nextDeviceSeq: 1 }, { hello: 'from the hotel' }]) {
      let asked = 0;
      const push = async () => {
        asked += 1;
        if (asked > 20) throw new Error('asked again and again');
        return reply as never;
      };
      const pushing = pushCommands(device.outbox, { ...server, push }, never);
      await expect(pushing).rejects.toMatchObject({ name: 'TransportError', fault: 'server' });
    }
    expect(await device.outbox.waiting()).toEqual([command]);
  });

  it('pushCommands sends what is behind while it writes what became of the batch before', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    await device.outbox.restore(madeOffline(device, 3));
    const { promise: written, resolve: write } = Promise.withResolvers<void>();
    const pushing = pushCommands(device.outbox, server.connect(device.session), { ...never, guard: () => written });
    for (let turn = 0; turn < 200 && server.decided.length < 3; turn += 1) await oneTurn();
    expect(server.decided).toHaveLength(3);
    expect(await device.outbox.waiting()).toHaveLength(3);
    write();
    await pushing;
    expect(await device.outbox.waiting()).toEqual([]);
  });

  it('pushCommands writes nothing of what was sent ahead if another window leads by then, and it is decided once', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    await device.outbox.restore(madeOffline(device, 3));
    const told: string[] = [];
    device.outbox.settled$.subscribe(({ commandId }) => told.push(commandId));
    const guard = async () => {
      throw new LeaseLostError();
    };
    const transport = server.connect(device.session);
    await expect(pushCommands(device.outbox, transport, { ...never, guard })).rejects.toBeInstanceOf(LeaseLostError);
    expect(await device.outbox.waiting()).toHaveLength(3);
    await pushCommands(device.outbox, transport, never);
    expect(server.decided).toHaveLength(3);
    expect(told.toSorted()).toEqual(server.decided.toSorted());
  });

  it('pushing stops between two batches on request', async () => {
    await using device = await openDevice();
    const server = new FakeServer();
    const stopping = new AbortController();
    const { transport } = recorded(server.connect(device.session));
    const push: SyncTransport['push'] = async (input, signal) => {
      const reply = await transport.push(input, signal);
      stopping.abort(new Error('told to stop'));
      return reply;
    };
    await device.outbox.restore(madeOffline(device, 3));
    const pushing = pushCommands(device.outbox, { ...transport, push }, { signal: stopping.signal });
    await expect(pushing).rejects.toThrow('told to stop');
    expect(server.pushes).toHaveLength(1);
    expect(await device.outbox.waiting()).toHaveLength(2);
  });
});

describe('cutBatch', () => {
  it('a batch always has at least one command, so that nothing blocks the queue', () => {
    const huge = { args: 'x'.repeat(MAX_PUSH_BYTES) } as unknown as CommandEnvelope;
    expect(cutBatch([huge, huge], MAX_PUSH_COMMANDS)).toEqual([huge]);
    expect(cutBatch([], MAX_PUSH_COMMANDS)).toEqual([]);
  });
});

it('a command that is too large is not refused by a window that does not lead any more', async () => {
  await using device = await Device.open();
  const { id } = await device.outbox.submit(submission(testId(0xa1)));
  const transport = {
    push: async () => {
      throw new TransportError('tooLarge', 'too large');
    },
  };
  const guard = async () => {
    throw new LeaseLostError();
  };
  const { signal } = new AbortController();
  await expect(pushCommands(device.outbox, transport, { signal, guard })).rejects.toBeInstanceOf(LeaseLostError);
  expect(await device.outbox.waitingIds()).toEqual([id]);
});
