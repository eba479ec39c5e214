import type { CommandEnvelope } from '@marginiq/contract/command';
import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { MAX_PUSH_BYTES, MAX_PUSH_COMMANDS, type PushReply, pushReplySchema } from '@marginiq/contract/push';
import { type SyncTransport, TransportError, type TransportFault } from '../engine/transport.ts';
import type { Outbox } from './outbox.ts';

/** Room for the envelope around the commands. */
const OVERHEAD_BYTES = 4 * 1024;

/** Faults that sending the same again will not mend: what is to blame is found by sending less. */
const NEVER_TAKEN: ReadonlySet<TransportFault> = new Set(['tooLarge', 'rejected']);

const sizeOf = (command: CommandEnvelope) => new TextEncoder().encode(JSON.stringify(command)).length;

/** As many commands from the front as one push may carry; at least one. */
export function cutBatch(commands: readonly CommandEnvelope[], maxCommands: number): CommandEnvelope[] {
  let bytes = OVERHEAD_BYTES;
  let count = 0;
  for (const command of commands.slice(0, maxCommands)) {
    bytes += sizeOf(command);
    if (count > 0 && bytes > MAX_PUSH_BYTES) break;
    count += 1;
  }
  return commands.slice(0, count);
}

export interface PushOptions {
  signal: AbortSignal;
  /** Called right before what the server answered is written, which it forbids by what it throws: another window leads. */
  guard?: () => Promise<void>;
}

interface Sending {
  commands: readonly CommandEnvelope[];
  reply: Promise<PushReply>;
}

async function send(
  { deviceId }: Outbox,
  transport: Pick<SyncTransport, 'push'>,
  commands: readonly CommandEnvelope[],
  signal: AbortSignal,
): Promise<PushReply> {
  // If two devices numbered this database in turn, all commands carry the current one's id: they are known by id.
  const input = {
    protocol: PROTOCOL_VERSION,
    deviceId,
    commands: commands.map((one) => (one.deviceId === deviceId ? one : { ...one, deviceId })),
  };
  const reply = pushReplySchema.safeParse(await transport.push(input, signal));
  if (reply.success) return reply.data;
  throw new TransportError('server', 'The server answered something this program does not understand.');
}

/** Whether the server answered each of these, and waits for the one behind them. */
function isTakenWhole(commands: readonly CommandEnvelope[], { outcomes, nextDeviceSeq }: PushReply): boolean {
  const answered = new Set(outcomes.map(({ commandId }) => commandId));
  return commands.every(({ id }) => answered.has(id)) && commands.at(-1)?.deviceSeq === nextDeviceSeq - 1;
}

/**
 * Sends what waits, batch by batch, until nothing is left. While the outcomes of one batch are written, the next is on its way. A
 * batch that the server finds too large, or cannot read, is halved; a single such command is refused here, visibly, so that those
 * behind it are sent.
 *
 * @returns whether anything was sent
 */
export async function pushCommands(
  outbox: Outbox,
  transport: Pick<SyncTransport, 'push'>,
  { signal, guard }: PushOptions,
): Promise<boolean> {
  let waiting = await outbox.sendable();
  if (waiting.length === 0) return false;
  // A local database that was lost counts from 1 again. In a larger batch from it the server's next number might match
  // a command in the middle, which would then be decided before those in front of it.
  let maxCommands = (await outbox.isNumbered()) ? MAX_PUSH_COMMANDS : 1;
  const sending = (): Sending | null => {
    if (waiting.length === 0) return null;
    signal.throwIfAborted();
    const commands = cutBatch(waiting, maxCommands);
    const reply = send(outbox, transport, commands, signal);
    // If what came before it cannot be written, nobody waits for it: it is sent again.
    reply.catch(() => undefined);
    return { commands, reply };
  };
  let isSent = false;
  let next = sending();
  while (next !== null) {
    const { commands } = next;
    try {
      const reply = await next.reply;
      isSent = true;
      maxCommands = MAX_PUSH_COMMANDS;
      waiting = waiting.slice(commands.length);
      next = isTakenWhole(commands, reply) && !signal.aborted ? sending() : null;
      if (!(await outbox.settle(reply, guard))) {
        throw new TransportError('server', 'The server took none of the waiting commands.');
      }
      if (next !== null) continue;
    } catch (error) {
      if (!(error instanceof TransportError) || !NEVER_TAKEN.has(error.fault)) throw error;
      const [only, ...others] = commands;
      if (only === undefined || others.length > 0) {
        maxCommands = Math.max(1, Math.floor(commands.length / 2));
      } else {
        const code = 'invalidCommand';
        const refusal = { code, params: { problem: error.fault }, message: code, current: null } as const;
        await outbox.refuseLocally(only.id, refusal, guard);
      }
    }
    waiting = await outbox.sendable();
    next = sending();
  }
  return isSent;
}
