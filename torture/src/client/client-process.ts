import assert from 'node:assert/strict';
import { INITIAL_STATUS } from '@marginiq/sync/engine/sync-status';
import { ClientDevice } from './client-device.ts';
import { ledgerOf } from './ledger.ts';
import type {
  AnswerMessage,
  CallMessage,
  ClientCalls,
  ClientConfig,
  ClientMessage,
  ClientOp,
  ClientState,
  WindowState,
} from './protocol.ts';

// RxDB's channel between windows takes the platform's own BroadcastChannel where it finds a `self`, as in browsers.
Object.assign(globalThis, { self: globalThis });
// RxDB's free storage prints an advertisement in every process.
console.warn = () => undefined;

const device = new ClientDevice(JSON.parse(process.argv[2] ?? '') as ClientConfig);
const opening = device.start();

const send = (message: ClientMessage) => process.send?.(message);

async function submit(command: ClientCalls['submit']['input'], window = device.window()): Promise<string> {
  const { folder } = device.desk;
  const saved = await window.submit(command);
  // Only now was the person told "saved": from here on the command must not be lost (law 6).
  ledgerOf(folder).append({ saved });
  return saved.id;
}

async function dismissAll(): Promise<number> {
  const { folder } = device.desk;
  const { outbox } = await device.window().workspace();
  const refused = (await outbox.entries()).filter(({ state }) => state === 'refused');
  for (const { command } of refused) {
    ledgerOf(folder).append({ dismissed: command.id });
    await outbox.dismiss(command.id);
  }
  return refused.length;
}

/** Of all windows the one that is furthest behind. */
function leastInStep(states: readonly WindowState[]): WindowState {
  const [first, ...others] = states;
  if (first === undefined) throw new Error('no window is open');
  const behind = states.find(({ status }) => status.phase !== 'synced');
  return behind ?? others.find(({ cursor }) => cursor?.seq !== first.cursor?.seq) ?? first;
}

async function state(): Promise<ClientState> {
  const { who, leader } = device;
  const { lostReplies } = device.line;
  if (who === null) {
    return { who, leader, status: INITIAL_STATUS, cursor: null, waiting: 0, refused: 0, lostReplies };
  }
  const least = leastInStep(await Promise.all(device.windows.map((window) => window.state())));
  const entries = await (await device.window().workspace()).outbox.entries();
  const count = (wanted: string) => entries.filter((entry) => entry.state === wanted).length;
  return { who, leader, ...least, waiting: count('waiting'), refused: count('refused'), lostReplies };
}

async function dump(): Promise<ClientCalls['dump']['output']> {
  const dumps = await Promise.all(device.windows.map(async (window) => (await window.workspace()).dump()));
  const [first, ...others] = dumps;
  if (first === undefined) throw new Error('no window is open');
  for (const other of others) assert.deepEqual(other, first, 'two windows show different things');
  return first;
}

const done = async (work: unknown): Promise<null> => {
  await work;
  return null;
};

type Handlers = { [O in ClientOp]: (input: ClientCalls[O]['input']) => Promise<ClientCalls[O]['output']> };

const handlers: Handlers = {
  act: async (action) => {
    await opening;
    const window = device.window();
    const command = await window.commandOf(action);
    return command === null ? null : submit(command, window);
  },
  submit: async (command) => {
    await opening;
    return submit(command);
  },
  submitMany: async ({ commands }) => {
    await opening;
    for (const command of commands) await submit(command);
    return commands.length;
  },
  dismissAll,
  network: async (faults) => {
    device.line.faults = { ...device.line.faults, ...faults };
    return null;
  },
  writes: async (faults) => {
    device.writes.faults = { ...device.writes.faults, ...faults };
    return null;
  },
  protocol: async (version) => {
    device.line.protocol = version;
    return null;
  },
  be: ({ who }) => done(device.be(who)),
  freeze: async (freezing) => done(device.freeze(freezing)),
  thaw: async () => done(device.thaw()),
  closeDatabase: async ({ window }) => done(device.closeDatabase(window)),
  evict: async () => done(device.evict()),
  reload: ({ window, downMs }) => done(device.reload(window, downMs)),
  leader: async () => device.leader,
  wake: async () => done(device.wake()),
  state,
  dump: async () => {
    await opening;
    return dump();
  },
  stop: () => done(device.stop()),
};

process.on('message', (call: CallMessage) => {
  const work = handlers[call.op] as (input: unknown) => Promise<unknown>;
  work(call.input).then(
    (output) => send({ id: call.id, ok: true, output } satisfies AnswerMessage),
    (error) =>
      send({
        id: call.id,
        ok: false,
        error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      }),
  );
});
// The harness is gone: nobody else would stop this process.
process.once('disconnect', () => process.exit(0));
opening.then(
  () => send({ ready: true }),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
