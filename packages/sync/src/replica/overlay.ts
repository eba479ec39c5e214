import type { Command } from '@marginiq/contract/command';
import { parseCommand } from '@marginiq/contract/command';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Outcome, Refusal } from '@marginiq/contract/outcome';
import { applyAll } from '@marginiq/domain/apply';
import type { ActingUser, DecisionContext } from '@marginiq/domain/context';
import { decide } from '@marginiq/domain/decide';
import { Grants } from '@marginiq/domain/granted';
import type { OutboxEntry } from '../outbox/outbox-entry.ts';

/** A request as this device shows it: the server's document with the unsettled commands replayed over it. */
export interface RequestView {
  request: DiscountRequest;
  /** Commands that count in `request` and are not the server's word yet. While there are any, it is provisional. */
  pending: Command[];
  /** Commands that the server refused and the user has not dealt with. They do not count in `request`. */
  refused: { command: Command; outcome: Outcome }[];
  /** Commands that wait, though this device already sees that they will be refused, and why. */
  doomed: { command: Command; refusal: Refusal }[];
}

/** @param grants of what this device holds, with the commands before this one applied */
export type ContextFor = (command: Command, request: DiscountRequest | null, grants: Grants) => DecisionContext;

/** The entry's command with its arguments checked; null for one that this program cannot read. */
export function commandOf({ command }: OutboxEntry): Command | null {
  const parsed = parseCommand(command);
  return parsed.ok ? parsed.command : null;
}

/**
 * Whether the step that an accepted command led to is already in the document. Most commands could not be applied twice
 * anyway, but the result of a sale can be recorded any number of times.
 */
function isPulled({ outcome }: OutboxEntry, request: DiscountRequest | null, { userId }: ActingUser): boolean {
  return request?.steps.some(({ at, by }) => at === outcome?.decidedAt && by.userId === userId) ?? false;
}

/**
 * Replays unsettled commands over the server's documents, in the order in which the user acted, with the same `decide`
 * and `apply` as the server. An accepted command whose result has been pulled has no further effect.
 *
 * @param documents the server's documents; those without an entry are returned unchanged, in their order, after the
 * ones that exist only on this device (newest first)
 */
export function overlay(
  documents: readonly DiscountRequest[],
  entries: readonly OutboxEntry[],
  contextFor: ContextFor,
): RequestView[] {
  const views = new Map<string, RequestView>(
    documents.map((request) => [request.id, { request, pending: [], refused: [], doomed: [] }]),
  );
  const made: RequestView[] = [];
  // Of many requests, and needed only where something waits.
  const grants = new Grants(entries.length === 0 ? [] : documents);
  for (const entry of entries) {
    const command = commandOf(entry);
    if (command === null) continue;
    const view = views.get(command.args.requestId);
    if (entry.state === 'refused') {
      if (view !== undefined && entry.outcome !== null) view.refused.push({ command, outcome: entry.outcome });
      continue;
    }
    const before = view?.request ?? null;
    const known = contextFor(command, before, grants);
    // What was decided was decided at that time, even if a deadline has passed since.
    const context = entry.outcome === null ? known : { ...known, now: entry.outcome.decidedAt };
    if (entry.state === 'accepted' && isPulled(entry, before, context.actor)) continue;
    const decision = decide(command, before, context);
    if (!decision.accepted) {
      if (view !== undefined && entry.state === 'waiting') view.doomed.push({ command, refusal: decision.refusal });
      continue;
    }
    // What waits was done when it was done, whatever is decided on it now. (The outcome's time tells an accepted step in the document.)
    const at = entry.outcome === null ? command.madeAt : context.now;
    const request = applyAll(
      before,
      decision.events.map((event) => ({ ...event, at })),
    );
    if (request === null) continue;
    grants.put(request);
    if (view !== undefined) {
      view.request = request;
      view.pending.push(command);
    } else {
      const fresh: RequestView = { request, pending: [command], refused: [], doomed: [] };
      views.set(request.id, fresh);
      made.unshift(fresh);
    }
  }
  return [...made, ...documents.flatMap(({ id }) => views.get(id) ?? [])];
}
