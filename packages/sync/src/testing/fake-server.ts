import { type Command, type CommandEnvelope, parseCommand } from '@marginiq/contract/command';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Outcome } from '@marginiq/contract/outcome';
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
import { CUSTOMERS, PRODUCTS, REFERENCE } from './company.ts';
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
  devices: Map<string, number>;
}

const digestOf = ({ type, args, baseRevision, madeAt }: CommandEnvelope) =>
  JSON.stringify([type, args, baseRevision, madeAt]);

/** What crosses the wire arrives as a copy, and only what JSON can carry. */
const overTheWire = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** One turn of the event loop: whatever else is ready runs first, as it does while a real call is under way. */
export const oneTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/**
 * A server in memory for one company: the domain's own decide and apply, outcomes by command id, the numbering of
 * devices and the gap rule of `server/src/commands/decide-batch.ts`, pages and visibility of `server/src/sync`.
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
  maxPushBytes = Number.POSITIVE_INFINITY;
  #records = new Map<string, CommandRecord>();
  #devices = new Map<string, number>();
  readonly #streams = new Map<(item: StreamItem) => void, () => void>();
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
    for (const end of this.#streams.values()) end();
  }

  backup(): Backup {
    return structuredClone({ store: this.store.backup(), records: this.#records, devices: this.#devices });
  }

  restore({ store, records, devices }: Backup, epoch?: string): void {
    this.store.restore(store, epoch);
    this.#records = structuredClone(records);
    this.#devices = structuredClone(devices);
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
      pull: (input, signal) =>
        call(() => {
          this.pulls += 1;
          return this.store.pull(session.actor, input.cursor, this.pageSize);
        }, signal),
      stream: async (onNews, signal) => {
        signal.throwIfAborted();
        await oneTurn();
        await new Promise<void>((resolve) => {
          this.#streams.set(onNews, resolve);
          signal.addEventListener('abort', () => resolve(), { once: true });
          if (signal.aborted) resolve();
          else onNews({ seq: this.store.seq });
        }).finally(() => this.#streams.delete(onNews));
      },
    };
  }

  #push(session: FakeSession, input: PushInput): PushReply {
    this.pushes.push(input.commands.length);
    if (JSON.stringify(input).length > this.maxPushBytes) throw new TransportError('tooLarge', 'too large');
    if (!pushInputSchema.safeParse(input).success) throw new TransportError('rejected', 'not a push');
    if (input.commands.some(({ deviceId }) => deviceId !== session.deviceId)) {
      throw new TransportError('signedOut', 'This session belongs to another device.');
    }
    const before = this.store.seq;
    const outcomes: Outcome[] = [];
    let lastSeq = this.#devices.get(session.deviceId) ?? 0;
    for (const envelope of input.commands.toSorted((a, b) => a.deviceSeq - b.deviceSeq)) {
      const known = this.#records.get(envelope.id);
      if (known !== undefined) {
        outcomes.push(this.#again(known, session, envelope));
        continue;
      }
      // A gap: what is missing may still come, so nothing behind it is touched.
      if (envelope.deviceSeq !== lastSeq + 1) continue;
      outcomes.push(this.#decideOne(session, envelope));
      lastSeq = envelope.deviceSeq;
    }
    this.#devices.set(session.deviceId, lastSeq);
    if (this.store.seq > before) this.announce();
    return { outcomes, nextDeviceSeq: lastSeq + 1 };
  }

  #again(known: CommandRecord, { actor }: FakeSession, envelope: CommandEnvelope): Outcome {
    if (known.userId === actor.userId && known.digest === digestOf(envelope)) return known.outcome;
    const decision = refused('commandIdReused');
    return outcomeOf(envelope, decision, { request: null, requestId: null, at: this.#now() });
  }

  #decideOne({ actor }: FakeSession, envelope: CommandEnvelope): Outcome {
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
