import type { Outcome } from '@marginiq/contract/outcome';
import type { PushReply } from '@marginiq/contract/push';
import type { OutboxEntry } from './outbox-entry.ts';

/** The outbox entries that a push's answer settles. */
export function settledBy(entries: readonly OutboxEntry[], { outcomes }: PushReply): OutboxEntry[] {
  const byId = new Map(outcomes.map((outcome) => [outcome.commandId, outcome]));
  return entries.flatMap((entry) => {
    const outcome = byId.get(entry.command.id);
    // Another window gave it up as one that cannot be sent, while this one sent it: what the server says counts.
    const isOverruled = entry.state === 'refused' && outcome?.status === 'accepted';
    if (outcome === undefined || (entry.state !== 'waiting' && !isOverruled)) return [];
    return [{ ...entry, state: outcome.status, outcome }];
  });
}

/**
 * The entries that still wait after a push's answer and do not follow the server's next number, with the number that they get. In
 * an order in which they can be written one by one: wherever that stops, what waits is still numbered in the order in which the
 * user acted. So those that move up do so from the last to the first, and those that move down from the first to the last.
 * @param entries in the order of their numbers
 */
export function renumberedBy(entries: readonly OutboxEntry[], { outcomes, nextDeviceSeq }: PushReply): OutboxEntry[] {
  const answered = new Set(outcomes.map(({ commandId }) => commandId));
  const waiting = entries.filter(({ state, command }) => state === 'waiting' && !answered.has(command.id));
  const moved = waiting.map((entry, index) => ({ entry, number: nextDeviceSeq + index }));
  const up = moved.filter(({ entry, number }) => number > entry.command.deviceSeq).reverse();
  const down = moved.filter(({ entry, number }) => number < entry.command.deviceSeq);
  return [...up, ...down].map(({ entry, number }) => ({ ...entry, command: { ...entry.command, deviceSeq: number } }));
}

/** The entry as this device refuses it, for a command that can never be sent. */
export function refusedHere(entry: OutboxEntry, refusal: NonNullable<Outcome['refusal']>, decidedAt: string) {
  const outcome: Outcome = {
    commandId: entry.command.id,
    deviceSeq: entry.command.deviceSeq,
    status: 'refused',
    refusal,
    requestId: null,
    revision: null,
    requestStatus: null,
    changedInputs: [],
    decidedAt,
  };
  return { ...entry, state: outcome.status, outcome } satisfies OutboxEntry;
}
