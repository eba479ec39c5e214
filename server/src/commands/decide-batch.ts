import { createHash } from 'node:crypto';
import { type Command, type CommandEnvelope, type ParsedCommand, parseCommand } from '@marginiq/contract/command';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Outcome } from '@marginiq/contract/outcome';
import type { SessionRefusal } from '@marginiq/contract/session-refusal';
import { applyAll } from '@marginiq/domain/apply';
import type { ActingUser } from '@marginiq/domain/context';
import { decide } from '@marginiq/domain/decide';
import { type Decision, refused } from '@marginiq/domain/decision';
import { type KeptInputs, keptInputs } from '@marginiq/domain/kept-inputs';
import { neededInputs } from '@marginiq/domain/needed-inputs';
import { outcomeOf } from '@marginiq/domain/outcome-of';
import type { Logger } from 'pino';
import { auditDecision } from '../audit/audit-decision.ts';
import { MOST_DEVICES } from '../auth/devices.ts';
import type { Clock } from '../clock.ts';
import { type CommandRecord, type DeviceRecord, toStored } from '../tenancy/documents.ts';
import { UnfitDocumentError } from '../tenancy/fit.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import type { Commit } from '../tenancy/unit-of-work.ts';
import { DecisionState } from './decision-state.ts';
import { keptDecision } from './kept-decision.ts';

/** One push of one device. Who pushes comes from the access token, never from the body. */
export interface CommandBatch {
  userId: string;
  /** The session's device. */
  deviceId: string;
  /** The session itself: nothing is decided once it was ended. */
  sessionId?: string | undefined;
  /**
   * The device that numbered the commands: the session's own, or an earlier one of the same person, whose session was lost and
   * whose unsent commands were not.
   */
  numberedBy: string;
  envelopes: readonly CommandEnvelope[];
}

export interface BatchResult {
  outcomes: Outcome[];
  nextDeviceSeq: number;
  /** Why nothing was decided for this caller; null if it was. */
  refusal: SessionRefusal | null;
}

/** A batch with its person's authority as of the commit. */
type ActingBatch = CommandBatch & { actor: ActingUser };

/** Characters that are kept of arguments that fit no command. */
const MAX_KEPT_ARGS = 10_000;

/** Arguments of any form, as text. Arguments nested too deeply to be written have none; no program of ours makes any. */
function textOf(args: unknown): string {
  try {
    return JSON.stringify(args) ?? 'nothing';
  } catch {
    return 'nested too deep';
  }
}

/** Tells a command that is pushed again from another one that was given the same id. */
function digestOf({ type, version, args, baseRevision, madeAt }: CommandEnvelope): string {
  // The first version is not named: those digests are stored already.
  const later = (version ?? 1) === 1 ? [] : [version];
  return createHash('sha256')
    .update(JSON.stringify([type, textOf(args), baseRevision, madeAt, ...later]))
    .digest('base64url');
}

/**
 * A device that nobody has signed in on is treated as lost with the newest data when a backup was restored. There are few
 * of those, and inventing them yields no more of them than signing in does.
 * @param added devices that this commit adds
 */
async function hasManyDevices(store: TenantStore, userId: string, added: readonly DeviceRecord[]): Promise<boolean> {
  const stored = await store.collection('devices').count({ userId, revokedAt: null });
  return stored + added.filter((device) => device.userId === userId).length >= MOST_DEVICES;
}

type Parsed = ParsedCommand & { envelope: CommandEnvelope };

const parse = (envelope: CommandEnvelope): Parsed => ({ ...parseCommand(envelope), envelope });

/**
 * Decides several pushes of one company inside one commit. Every command reaches exactly one outcome (law 1): one
 * that has its outcome gets that again, one that does not fit is refused, and a bug in deciding one command refuses
 * that one instead of holding up those behind it. So is one whose result no client could read.
 */
export class BatchDecider {
  readonly #clock: Clock;
  readonly #log: Logger;

  constructor(clock: Clock, log: Logger) {
    this.#clock = clock;
    this.#log = log;
  }

  async decide(commit: Commit, batches: readonly CommandBatch[]): Promise<BatchResult[]> {
    const { store } = commit;
    const parsed = batches.map(({ envelopes }) => envelopes.map(parse));
    const commands = parsed.flat().flatMap((one) => (one.ok ? [one.command] : []));
    const actorIds = batches.map(({ userId }) => userId);
    const { reads } = commit;
    const [decided, devices, state, ended] = await Promise.all([
      reads.byIds(
        'commands',
        parsed.flat().map(({ envelope }) => envelope.id),
      ),
      reads.byIds(
        'devices',
        batches.flatMap(({ deviceId, numberedBy }) => [deviceId, numberedBy]),
      ),
      DecisionState.load(reads, commands, { actorIds, now: this.#clock.now() }),
      reads.byIds(
        'endedSessions',
        batches.flatMap(({ sessionId }) => sessionId ?? []),
      ),
    ]);

    const results: BatchResult[] = [];
    const added: DeviceRecord[] = [];
    for (const [index, batch] of batches.entries()) {
      const known = devices.get(batch.numberedBy);
      const isMadeUp = known === undefined && batch.numberedBy !== batch.deviceId;
      const isOneTooMany = isMadeUp && (await hasManyDevices(store, batch.userId, added));
      const device = known ?? this.#newDevice(store.companyId, batch);
      const ordered = (parsed[index] ?? []).toSorted((a, b) => a.envelope.deviceSeq - b.envelope.deviceSeq);
      const refusal =
        state.refusalOf(batch.userId, [devices.get(batch.deviceId) ?? null, device]) ??
        (ended.has(batch.sessionId ?? '') ? 'ended' : null) ??
        (isOneTooMany ? 'otherSession' : null);
      results.push(this.#batch(commit, state, decided, { batch, device, ordered, refusal }));
      // A device may push twice at once; the second batch of the same commit continues where the first ended. A device that
      // had no command decided does not exist yet.
      if (known !== undefined || device.lastSeq === 0) continue;
      devices.set(device._id, device);
      added.push(device);
    }
    return results;
  }

  #batch(
    commit: Commit,
    state: DecisionState,
    known: Map<string, CommandRecord>,
    {
      batch,
      device,
      ordered,
      refusal,
    }: { batch: CommandBatch; device: DeviceRecord; ordered: Parsed[]; refusal: SessionRefusal | null },
  ): BatchResult {
    const outcomes: Outcome[] = [];
    const start = device.lastSeq;
    // Authority is read in the commit itself: somebody who lost it a moment ago gets nothing decided.
    const actor = state.actor(batch.userId);
    if (refusal !== null || actor === null) {
      return { outcomes, nextDeviceSeq: start + 1, refusal: refusal ?? 'ended' };
    }
    const acting: ActingBatch = { ...batch, actor };
    let inOrder = true;
    for (const one of ordered) {
      const before = known.get(one.envelope.id);
      if (before !== undefined) {
        outcomes.push(this.#again(before, batch, one.envelope));
        continue;
      }
      // A gap in the numbers: either what is missing may still arrive, or the device counts from 1 because it lost its
      // database. Nothing new behind the gap is touched, so that no command is decided before one made earlier. The
      // reply names the expected number.
      inOrder &&= one.envelope.deviceSeq === device.lastSeq + 1;
      if (!inOrder) continue;
      const record = this.#decideOne(commit, state, acting, one);
      known.set(record._id, record);
      outcomes.push(record.outcome);
      device.lastSeq = one.envelope.deviceSeq;
    }
    if (device.lastSeq > start) this.#advance(commit, device, start);
    return { outcomes, nextDeviceSeq: device.lastSeq + 1, refusal: null };
  }

  /** For a session whose device does not exist, for example after a backup was restored: it begins at 1. */
  #newDevice(companyId: string, { userId, numberedBy }: CommandBatch): DeviceRecord {
    const name = 'unnamed device';
    return { _id: numberedBy, companyId, userId, name, lastSeq: 0, lastSeenAt: this.#clock.now() };
  }

  /**
   * From the number that was read: if another push of the same device, or its end, comes in between, everything is
   * decided again.
   */
  #advance(commit: Commit, { _id, userId, name, lastSeq }: DeviceRecord, start: number): void {
    const stands = { _id, lastSeq: start, revokedAt: null };
    const change = { $set: { lastSeq, lastSeenAt: this.#clock.now() }, $setOnInsert: { userId, name } };
    commit.update('devices', stands, change, { upsert: start === 0 });
  }

  /** The outcome that a command has had; or, when the id was used for something else, that it was. */
  #again(before: CommandRecord, { userId }: CommandBatch, envelope: CommandEnvelope): Outcome {
    if (before.userId === userId && before.digest === digestOf(envelope)) return before.outcome;
    const decision = refused('commandIdReused');
    return outcomeOf(envelope, decision, { request: null, requestId: null, at: this.#clock.now() });
  }

  #decision(
    state: DecisionState,
    actor: ActingUser,
    { command, at }: { command: Command; at: string },
  ): { decided: Decision; inputs: KeptInputs | null } {
    try {
      const request = state.request(command.args.requestId);
      const context = state.context(command, actor, at);
      const decided = decide(command, request, context);
      return { decided, inputs: keptInputs(context, neededInputs(command, request).productIds) };
    } catch (error) {
      this.#log.error({ err: error, commandId: command.id, type: command.type }, 'deciding a command failed');
      return { decided: refused('internalError'), inputs: null };
    }
  }

  #decideOne(commit: Commit, state: DecisionState, batch: ActingBatch, one: Parsed): CommandRecord {
    const { envelope } = one;
    const { companyId } = commit.store;
    // One instant for all that a decision leaves: a client knows its own step in the document by it.
    const at = this.#clock.now();
    const { decided, inputs } = one.ok
      ? this.#decision(state, batch.actor, { command: one.command, at })
      : { decided: refused('invalidCommand', { params: { problems: one.issues } }), inputs: null };
    const requestId = one.ok ? one.command.args.requestId : null;
    const before = requestId === null ? null : state.request(requestId);
    const decision = this.#carriedOut(commit, state, { decided, before });
    const after = decision.accepted && requestId !== null ? state.request(requestId) : null;

    const outcome = outcomeOf(envelope, decision, { request: after, requestId, at });
    const isKept = one.ok && inputs !== null && decision === decided;
    const record: CommandRecord = {
      _id: envelope.id,
      companyId,
      userId: batch.userId,
      deviceId: batch.numberedBy,
      deviceSeq: envelope.deviceSeq,
      type: envelope.type,
      // Arguments that fit no command may not fit BSON either (a key with a zero byte), and must not hold up the queue.
      args: one.ok ? one.command.args : textOf(envelope.args).slice(0, MAX_KEPT_ARGS),
      baseRevision: envelope.baseRevision,
      madeAt: envelope.madeAt,
      digest: digestOf(envelope),
      outcome,
      ...(isKept ? { stoodOn: keptDecision(one.command, { actor: batch.actor, inputs, before, after }) } : {}),
    };
    commit.insert('commands', record);
    auditDecision(commit, { record, decision, actor: batch.actor, before, after }, this.#clock.newId);
    return record;
  }

  /**
   * Puts aside what a decision makes of the request. One that clients could not read is not written: then the command is refused,
   * and the others of the batch go through.
   */
  #carriedOut(
    commit: Commit,
    state: DecisionState,
    { decided, before }: { decided: Decision; before: DiscountRequest | null },
  ): Decision {
    const after = decided.accepted ? applyAll(before, decided.events) : null;
    if (after === null) return decided;
    try {
      const { seq } = commit.put('discountRequests', toStored(after), before && toStored(before));
      state.setRequest({ ...after, seq });
      return decided;
    } catch (error) {
      if (!(error instanceof UnfitDocumentError)) throw error;
      this.#log.error({ err: error }, 'the result of a command cannot be stored');
      return refused('cannotStore', { inputs: decided.inputs });
    }
  }
}
