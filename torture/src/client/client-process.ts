import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { INITIAL_STATUS } from '@marginiq/sync/sync-status';
import { Client } from './client.ts';
import { NO_NETWORK_FAULTS } from './faulty-transport.ts';
import {
  type AnswerMessage,
  type CallMessage,
  type ClientCalls,
  type ClientConfig,
  type ClientMessage,
  type ClientOp,
  WIPED_MARK,
} from './protocol.ts';
import { ClientSession } from './session.ts';
import { WritePort } from './write-port.ts';

// RxDB's channel between windows takes the platform's own BroadcastChannel where it finds a `self`, as in browsers.
Object.assign(globalThis, { self: globalThis });
// RxDB's free storage prints an advertisement in every process.
console.warn = () => undefined;

const SIGN_IN_AGAIN_MS = 400;

const config = JSON.parse(process.argv[2] ?? '') as ClientConfig;
mkdirSync(join(config.folder, 'local'), { recursive: true });
const writes = new WritePort();
const session = new ClientSession(config);
const wipedMark = join(config.folder, WIPED_MARK);
let client: Client | null = null;
/** Its device was revoked: it holds nothing any more, or soon will not. Nobody signs in on it again. */
let wiping = existsSync(wipedMark);
let network = NO_NETWORK_FAULTS;

const send = (message: ClientMessage) => process.send?.(message);

/** Signs in as a person does who sees that it is needed, again and again while it is in vain. */
async function signIn(): Promise<void> {
  for (;;) {
    if ((await session.signIn()).ok) return;
    await wait(SIGN_IN_AGAIN_MS);
  }
}

/** What the desktop does with a device whose access was taken away. */
async function wipe(revoked: Client): Promise<void> {
  const unanswered = await revoked.unanswered();
  await revoked.stop();
  // In the desktop's order, so that a wipe that is killed on its way goes on at the next start.
  await session.reportWipe(unanswered);
  rmSync(join(config.folder, 'local'), { recursive: true, force: true });
  writeFileSync(wipedMark, '');
  session.forget();
}

async function open(): Promise<void> {
  if (session.profile === null) await signIn();
  const { profile } = session;
  if (profile === null) throw new Error('signed in without a profile');
  const opened = await Client.open(config, session, { profile, writes });
  opened.transport.faults = network;
  client = opened;
  opened.engine.start();
  let signingIn = false;
  opened.engine.status$.subscribe(({ phase, fault }) => {
    if (fault === 'revoked' && !wiping) {
      wiping = true;
      void wipe(opened);
    }
    if (phase !== 'stopped' || fault !== 'signedOut' || signingIn) return;
    signingIn = true;
    void signIn().then(() => {
      signingIn = false;
      opened.engine.wake();
    });
  });
}

if (wiping) session.forget();
const opening = wiping ? Promise.resolve() : open();

async function opened(): Promise<Client> {
  await opening;
  if (wiping) throw new Error('the device was revoked');
  if (client === null) throw new Error('the client is not open');
  return client;
}

type Handlers = { [O in ClientOp]: (input: ClientCalls[O]['input']) => Promise<ClientCalls[O]['output']> };

const handlers: Handlers = {
  act: async (action) => (await opened()).act(action),
  submit: async (command) => (await opened()).submit(command),
  submitMany: async ({ commands }) => {
    for (const command of commands) await (await opened()).submit(command);
    return commands.length;
  },
  dismissAll: async () => (await opened()).dismissAll(),
  network: async (faults) => {
    network = { ...network, ...faults };
    if (client !== null) client.transport.faults = network;
    return null;
  },
  writes: async (faults) => {
    writes.faults = { ...writes.faults, ...faults };
    return null;
  },
  protocol: async (version) => {
    (await opened()).transport.protocol = version;
    return null;
  },
  wake: async () => {
    client?.engine.wake();
    return null;
  },
  state: async () => {
    const gone = { status: INITIAL_STATUS, cursor: null, waiting: 0, refused: 0, lostReplies: 0 };
    if (client === null || wiping) return { signedIn: false, ...gone };
    try {
      return { signedIn: true, ...(await client.state()) };
    } catch (error) {
      // Its database closed under the question.
      if (wiping) return { signedIn: false, ...gone };
      throw error;
    }
  },
  dump: async () => (await opened()).dump(),
  stop: async () => {
    await client?.stop();
    return null;
  },
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
