import { commandVersion, isCommandType, parseCommand } from '@marginiq/contract/command';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { applyAll } from '@marginiq/domain/apply';
import type { decide } from '@marginiq/domain/decide';
import { contextOf, KEPT_FORM } from '@marginiq/domain/kept-inputs';
import { outcomeOf } from '@marginiq/domain/outcome-of';
import type { KeptDecision } from '../tenancy/decision-documents.ts';
import type { CommandRecord } from '../tenancy/documents.ts';
import { OPERATE_WORDS } from '../words/operate-words.ts';
import { compareLeft } from './compare-left.ts';
import { type KeptVersionsReader, VersionGoneError } from './kept-versions.ts';
import { isOfThisForm, type RequestStates } from './request-states.ts';
import { differences, different, type Result } from './result.ts';

export interface Replaying {
  decide: typeof decide;
  versions: KeptVersionsReader;
}

/** The server's own failures, which would not come again. */
const FAULTS = new Set<string>(['internalError', 'cannotStore']);

/** The request that it was about: null if there was none, undefined if it is lost. */
function requestBefore({ beforeSeq, before }: KeptDecision, states: RequestStates): DiscountRequest | null | undefined {
  return beforeSeq === null ? null : (before ?? states.at(beforeSeq));
}

/** Decides a command again, from the inputs of its original decision. */
export async function replayCommand(
  record: CommandRecord,
  states: RequestStates,
  { decide, versions }: Replaying,
): Promise<Result> {
  const { _id: id, type, args, outcome, stoodOn } = record;
  if (FAULTS.has(outcome.refusal?.code ?? '')) return { kind: 'fault' };
  if (stoodOn === undefined) return { kind: 'withoutInputs' };
  if (stoodOn.form !== KEPT_FORM || !isCommandType(type) || stoodOn.version !== commandVersion(type)) {
    return { kind: 'otherVersion' };
  }
  const { deviceId, deviceSeq, baseRevision, madeAt } = record;
  const { version, provisional, actor, inputs, left } = stoodOn;
  const parsed = parseCommand({ id, deviceId, deviceSeq, type, version, args, baseRevision, madeAt, provisional });
  if (!parsed.ok) return different('args');
  const before = requestBefore(stoodOn, states);
  if (before === undefined) return { kind: 'withoutInputs' };
  if (before !== null && !isOfThisForm(before)) return { kind: 'otherVersion' };
  try {
    const context = contextOf(inputs, { now: outcome.decidedAt, actor, ...(await versions.read(inputs.versions)) });
    const decision = decide(parsed.command, before, context);
    const after = decision.accepted ? applyAll(before, decision.events) : null;
    const about = { request: after, requestId: parsed.command.args.requestId, at: outcome.decidedAt };
    const told = differences(outcome, outcomeOf(parsed.command, decision, about)).map((path) => `outcome.${path}`);
    const fields = [...told, ...compareLeft(left, after, states)];
    return fields.length === 0 ? { kind: 'equal' } : different(...fields);
  } catch (error) {
    if (error instanceof VersionGoneError) return different(OPERATE_WORDS.isGone(error.message));
    throw error;
  }
}
