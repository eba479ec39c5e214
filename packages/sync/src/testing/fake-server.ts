import { type Command, type CommandEnvelope, isOfLaterVersion, parseCommand } from '@marginiq/contract/command';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Outcome } from '@marginiq/contract/outcome';
import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import type { PullInput, PullReply } from '@marginiq/contract/pull';
import { type PushInput, type PushReply, pushInputSchema } from '@marginiq/contract/push';
import type { Person } from '@marginiq/contract/reference';
import type { StreamItem } from '@marginiq/contract/stream';
import { applyAll } from '@marginiq/domain/apply';
import type { ActingUser, DecisionContext } from '@marginiq/domain/context';
import { decide } from '@marginiq/domain/decide';
import { refused } from '@marginiq/domain/decision';
import { Grants, needsGrants } from '@marginiq/domain/granted';
import { neededInputs } from '@marginiq/domain/needed-inputs';
import { outcomeOf } from '@marginiq/domain/outcome-of';
import { type SyncTransport, TransportError } from '../engine/transport.ts';
import { actorOf, CUSTOMERS, PRODUCTS, REFERENCE } from './company.ts';
import { FakeDevices } from './fake-devices.ts';
import { FakeStore } from './fake-store.ts';
import { tickingClock } from './ids.ts';

/** Who calls, as the real server knows it from the access token. */
export interface FakeSession {
  actor: ActingUser;
  deviceId: string;
}

interface CommandRecord {
  userId: string;
  digest: string;
  outcome: Outcome;
}

interface Backup {
  store: unknown;
  records: Map<string, CommandRecord>;
  devices: unknown;
}

const digestOf = ({ type, version, args, baseRevision, madeAt }: CommandEnvelope) =>
  JSON.stringify([type, version ?? 1, args, baseRevision, madeAt]);

/** What the real server reads at once. */
const MAX_PUSH_BYTES = 1024 * 1024;

/** What crosses the wire arrives as a copy, and only what JSON can carry. */
const overTheWire = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** One turn of the event loop: whatever else is ready runs first, as it does while a real call is under way. */
export const oneTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/**
 * A server in memory for one company: the domain's own decide and apply, outcomes by command id, the numbering of
 * devices and the gap rule of `server/src/commands/decide-batch.ts`, pages and visibility of `server/src/sync`. It passes the
 * real one's acceptance suite (acceptance/). Of news it only hints, as the real one does of what is large. A bug in deciding is thrown
 * here, so that tests see it, where the real one refuses the command.
 */
export class FakeServer {
  store = new FakeStore();
  /** The ids of the commands in the order they were decided; a duplicate here would have happened twice. */
  decided: string[] = [];
  /** How many commands each push that arrived carried. */
  readonly pushes: number[] = [];
  pulls = 0;
  pageSize = 500;
  /** A proxy before the server may take less than the server does. */
  maxPushBytes = MAX_PUSH_BYTES;
  #records = new Map<string, CommandRecord>();
  readonly #devices = new FakeDevices();
  readonly #streams = new Map<(item: StreamItem) => void, { deviceId: string; end: () => void }>();
  readonly #now: () => string;

  constructor(now: () => string = tickingClock()) {
    this.#now = now;
    for (const document of REFERENCE) this.store.put('reference', document);
    for (const document of CUSTOMERS) this.store.put('customers', document);
    for (const document of PRODUCTS) this.store.put('products', document);
  }

  get streams(): number {
    return this.#streams.size;
  }

  outcomeOf(commandId: string): Outcome | null {
    return this.#records.get(commandId)?.outcome ?? null;
  }

  /** Tells every open stream how far the company has come. A commit of a push does so by itself. */
  announce(): void {
    this.tell({ seq: this.store.seq });
  }

  tell(item: StreamItem): void {
    for (const onNews of this.#streams.keys()) onNews(item);
  }

  /** As the real server does when a token has expired, or when it is stopped. */
  endStreams(): void {
    for (const { end } of this.#streams.values()) end();
  }

  revoke(revokedId: string): void {
    this.#devices.revoke(revokedId);
    for (const { deviceId, end } of this.#streams.values()) if (deviceId === revokedId) end();
  }

  backup(): Backup {
    return structuredClone({ store: this.store.backup(), records: this.#records, devices: this.#devices.backup() });
  }

  restore({ store, records, devices }: Backup, epoch?: string): void {
    this.store.restore(store, epoch);
    this.#records = structuredClone(records);
    this.#devices.restore(devices);
    this.decided = this.decided.filter((id) => this.#records.has(id));
  }

  connect(session: FakeSession): SyncTransport {
    const call = async <T>(work: () => T, signal: AbortSignal): Promise<T> => {
      signal.throwIfAborted();
      await oneTurn();
      signal.throwIfAborted();
      return overTheWire(work());
    };
    return {
      push: (input, signal) => call(() => this.#push(session, overTheWire(input)), signal),
      pull: (input, signal) => call(() => this.#pull(session, input), signal),
      reportUnreadable: (_input, signal) =>
        call(() => {
          this.#admit(session);
          return { noted: true };
        }, signal),
      stream: async (onNews, signal) => {
        signal.throwIfAborted();
        await oneTurn();
        this.#admit(session);
        await new Promise<void>((resolve) => {
          this.#streams.set(onNews, { deviceId: session.deviceId, end: resolve });
          signal.addEventListener('abort', () => resolve(), { once: true });
          if (signal.aborted) resolve();
          else onNews({ seq: this.store.seq });
        }).finally(() => this.#streams.delete(onNews));
      },
    };
  }

  /**
   * Who calls, with the authority that the person has at this moment; somebody whom the company does not know has that of the token.
   * @throws TransportError if the person or the device has lost access
   */
  #admit({ actor, deviceId }: FakeSession): ActingUser {
    const person = this.store.get('reference', actor.userId) as Person | null;
    if (person !== null && !person.active) throw new TransportError('inactive', 'The account is not active.');
    this.#devices.lastSeqOf(deviceId, actor.userId);
    return person === null ? actor : actorOf(person);
  }

  #pull(session: FakeSession, { cursor, maxRows, protocol }: PullInput): PullReply {
    this.pulls += 1;
    const actor = this.#admit(session);
    if (protocol > PROTOCOL_VERSION) throw new TransportError('outdated', 'The server is older than the program.');
    return this.store.pull(actor, cursor, Math.min(this.pageSize, maxRows ?? this.pageSize));
  }

  #push(session: FakeSession, input: PushInput): PushReply {
    this.pushes.push(input.commands.length);
    if (JSON.stringify(input).length > this.maxPushBytes) throw new TransportError('tooLarge', 'too large');
    if (!pushInputSchema.safeParse(input).success) throw new TransportError('rejected', 'not a push');
    const { commands, deviceId, protocol } = input;
    if (commands.some((one) => one.deviceId !== deviceId)) {
      throw new TransportError('rejected', 'Another device numbered these commands.');
    }
    if (commands.some((one) => isOfLaterVersion(one, { protocol, ours: PROTOCOL_VERSION }))) {
      throw new TransportError('outdated', 'The server is older than the program.');
    }
    const actor = this.#admit(session);
    const start = this.#devices.lastSeqOf(deviceId, actor.userId);
    const before = this.store.seq;
    const outcomes: Outcome[] = [];
    let lastSeq = start;
    let inOrder = true;
    for (const envelope of commands.toSorted((a, b) => a.deviceSeq - b.deviceSeq)) {
      const known = this.#records.get(envelope.id);
      if (known !== undefined) {
        outcomes.push(this.#again(known, session, envelope));
        continue;
      }
      // A gap: what is missing may still come, so nothing behind it is touched.
      inOrder &&= envelope.deviceSeq === lastSeq + 1;
      if (!inOrder) continue;
      outcomes.push(this.#decideOne(actor, envelope));
      lastSeq = envelope.deviceSeq;
    }
    if (lastSeq > start) this.#devices.advance(deviceId, actor.userId, lastSeq);
    if (this.store.seq > before) this.announce();
    return { outcomes, nextDeviceSeq: lastSeq + 1 };
  }

  #again(known: CommandRecord, { actor }: FakeSession, envelope: CommandEnvelope): Outcome {
    if (known.userId === actor.userId && known.digest === digestOf(envelope)) return known.outcome;
    const decision = refused('commandIdReused');
    return outcomeOf(envelope, decision, { request: null, requestId: null, at: this.#now() });
  }

  #decideOne(actor: ActingUser, envelope: CommandEnvelope): Outcome {
    const at = this.#now();
    const parsed = parseCommand(envelope);
    const requestId = parsed.ok ? parsed.command.args.requestId : null;
    const before = requestId === null ? null : this.store.get('requests', requestId);
    const decision = parsed.ok
      ? decide(parsed.command, before, this.context(parsed.command, actor, { request: before, now: at }))
      : refused('invalidCommand', { params: { problems: parsed.issues } });
    const after = decision.accepted ? applyAll(before, decision.events) : null;
    if (after !== null) this.store.put('requests', after);
    const outcome = outcomeOf(envelope, decision, { request: after, requestId, at });
    this.#records.set(envelope.id, { userId: actor.userId, digest: digestOf(envelope), outcome });
    this.decided.push(envelope.id);
    return outcome;
  }

  /** The server's inputs for a decision: everything, whoever may see it. */
  context(
    command: Command,
    actor: ActingUser,
    { request, now }: { request: DiscountRequest | null; now: string },
  ): DecisionContext {
    const { customerId, ownerId } = neededInputs(command, request);
    const reference = (kind: string) => this.store.get('reference', kind) as never;
    const governance = reference('governance');
    const asked = { requestId: command.args.requestId, now, governance };
    const isAddedUp = customerId !== null && needsGrants(command);
    return {
      now,
      actor,
      company: reference('company'),
      customer: customerId === null ? null : this.store.get('customers', customerId),
      owner: this.store.get('reference', ownerId ?? actor.userId) as Person | null,
      products: this.store.all('products'),
      ruleSet: reference('ruleSet'),
      governance,
      statistics: reference('statistics'),
      granted: isAddedUp ? new Grants(this.store.all('requests').values()).to(customerId, asked) : null,
    };
  }
}
